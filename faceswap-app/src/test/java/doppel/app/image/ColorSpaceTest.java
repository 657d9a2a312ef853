package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ColorSpaceTest {
    private static FloatImage pixel(double b, double g, double r) {
        return new FloatImage(1, 1, 3, new float[] {(float) b, (float) g, (float) r});
    }

    /** IEC 61966-2-1 and CIE 15, in double. */
    private static double[] lab(double b, double g, double r) {
        double lb = linear(b);
        double lg = linear(g);
        double lr = linear(r);
        double x = (0.412453 * lr + 0.357580 * lg + 0.180423 * lb) / 0.950456;
        double y = 0.212671 * lr + 0.715160 * lg + 0.072169 * lb;
        double z = (0.019334 * lr + 0.119193 * lg + 0.950227 * lb) / 1.088754;
        return new double[] {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
    }

    private static double linear(double v) {
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static double f(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    @Test
    void labFollowsTheStandard() {
        double[][] colours = {{0, 0, 1}, {1, 1, 1}, {0, 0, 0}, {0.2, 0.5, 0.9}, {0.01, 0.02, 0.005}, {1, 0, 0.3}};
        for (double[] bgr : colours) {
            double[] wanted = lab(bgr[0], bgr[1], bgr[2]);
            float[] got = ColorSpace.bgrToLab(pixel(bgr[0], bgr[1], bgr[2])).data();
            for (int i = 0; i < 3; i++) assertEquals(wanted[i], got[i], 0.3, "component " + i);
        }
    }

    @Test
    void labAndBackIsTheSameColour() {
        FloatImage x = new FloatImage(8, 8, 3);
        for (int i = 0; i < x.data().length; i++) x.data()[i] = (i * 53 % 193) / 193f;
        assertArrayEquals(x.data(), ColorSpace.labToBgr(ColorSpace.bgrToLab(x)).data(), 3e-3f);
        assertArrayEquals(x.data(), ColorSpace.hsvToBgr(ColorSpace.bgrToHsv(x)).data(), 1e-4f);
    }

    @Test
    void hueIsInDegrees() {
        assertArrayEquals(
                new float[] {0, 1, 1}, ColorSpace.bgrToHsv(pixel(0, 0, 1)).data(), 1e-4f);
        assertArrayEquals(
                new float[] {120, 1, 0.5f},
                ColorSpace.bgrToHsv(pixel(0, 0.5, 0)).data(),
                1e-3f);
        assertArrayEquals(
                new float[] {240, 0.5f, 1},
                ColorSpace.bgrToHsv(pixel(1, 0.5, 0.5)).data(),
                1e-3f);
    }

    @Test
    void grayWeighsAsBt601() {
        assertEquals(
                0.114 * 0.1 + 0.587 * 0.2 + 0.299 * 0.7,
                ColorSpace.gray(pixel(0.1, 0.2, 0.7)).data()[0],
                1e-6);
        FloatImage gray = ColorSpace.grayOf(new Frame(1, 1, new byte[] {0, 0, (byte) 255}));
        assertEquals(1, gray.channels());
        assertEquals(0.299, gray.data()[0], 1e-6);
    }

    @Test
    void otherChannelsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ColorSpace.bgrToLab(new FloatImage(1, 1, 1)));
    }
}
