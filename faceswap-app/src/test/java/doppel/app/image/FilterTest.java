package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
    private static FloatImage impulse(int size) {
        FloatImage image = new FloatImage(size, size, 1);
        image.data()[size / 2 * size + size / 2] = 1;
        return image;
    }

    @ParameterizedTest
    @CsvSource({"5, 1.3, 1.3", "7, 0, 1.4", "3, 0, 0.8", "1, 0, 1", "21, 4, 4"})
    void gaussianSpreadsAnImpulseAsItsFormula(int kernel, double sigma, double effective) {
        int size = 31;
        FloatImage y = Filter.gaussian(impulse(size), kernel, sigma);
        double sum = 0;
        for (int i = -(kernel / 2); i <= kernel / 2; i++) sum += Math.exp(-i * i / (2 * effective * effective));
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int dx = column - size / 2;
                int dy = row - size / 2;
                boolean inside = Math.abs(dx) <= kernel / 2 && Math.abs(dy) <= kernel / 2;
                double wanted = inside ? Math.exp(-(dx * dx + dy * dy) / (2 * effective * effective)) / (sum * sum) : 0;
                // OpenCV has fixed kernels for small sizes without a sigma: 1 2 1 and 1 3.5 7 9 7 3.5 1
                if (sigma == 0) wanted = inside ? fixed(kernel, dx) * fixed(kernel, dy) : 0;
                assertEquals(wanted, y.at(column, row, 0), 2e-7, "at (%d, %d)".formatted(dx, dy));
            }
        }
    }

    private static double fixed(int kernel, int distance) {
        return switch (kernel) {
            case 1 -> 1;
            case 3 -> new double[] {0.5, 0.25}[Math.abs(distance)];
            case 7 -> new double[] {0.28125, 0.21875, 0.109375, 0.03125}[Math.abs(distance)];
            default -> throw new IllegalArgumentException("kernel " + kernel);
        };
    }

    @Test
    void gaussianWithoutSigmaTakesItFromTheKernel() {
        FloatImage wide = Filter.gaussian(impulse(31), 15, 0);
        FloatImage same = Filter.gaussian(impulse(31), 15, 0.3 * ((15 - 1) * 0.5 - 1) + 0.8);
        assertArrayEquals(same.data(), wide.data(), 1e-7f);
    }

    /** The discs of OpenCV's MORPH_ELLIPSE, drawn by hand from its documentation. */
    @Test
    void dilatedPointIsTheEllipse() {
        float[] y = Filter.dilate(impulse(7), 5, 1).data();
        float[] wanted = {
            0, 0, 0, 0, 0, 0, 0, //
            0, 0, 0, 1, 0, 0, 0, //
            0, 1, 1, 1, 1, 1, 0, //
            0, 1, 1, 1, 1, 1, 0, //
            0, 1, 1, 1, 1, 1, 0, //
            0, 0, 0, 1, 0, 0, 0, //
            0, 0, 0, 0, 0, 0, 0
        };
        assertArrayEquals(wanted, y);
    }

    @Test
    void erosionDoesNotEatFromTheBorder() {
        FloatImage full = new FloatImage(9, 6, 1);
        Arrays.fill(full.data(), 0.7f);
        assertArrayEquals(full.data(), Filter.erode(full, 5, 3).data());
        FloatImage holed = full.copy();
        holed.data()[0] = 0.2f;
        FloatImage y = Filter.erode(holed, 3, 2);
        assertEquals(0.2f, y.at(2, 0, 0));
        assertEquals(0.7f, y.at(3, 0, 0));
        assertEquals(0.2f, y.at(1, 1, 0));
    }

    @Test
    void medianRemovesASpeck() {
        FloatImage y = Filter.median(impulse(5), 3);
        assertArrayEquals(new float[25], y.data());
        FloatImage steps = new FloatImage(3, 3, 1, new float[] {9, 1, 8, 2, 7, 3, 6, 4, 5});
        assertEquals(5f, Filter.median(steps, 3).at(1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Filter.median(steps, 7));
    }

    @Test
    void filter2dCorrelatesWithoutFlipping() {
        float[] kernel = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        FloatImage y = Filter.filter2d(impulse(5), kernel, 3, 3);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                assertEquals(kernel[8 - (row * 3 + column)], y.at(column + 1, row + 1, 0), 1e-6);
            }
        }
        FloatImage edge = new FloatImage(3, 1, 1, new float[] {1, 10, 100});
        FloatImage left = Filter.filter2d(edge, new float[] {1, 0, 0}, 3, 1);
        assertArrayEquals(new float[] {10, 1, 10}, left.data(), 1e-5f, "mirrored without repeating the edge");
    }

    @Test
    void bilateralWeighsByDistanceAndDifference() {
        FloatImage x = new FloatImage(7, 7, 3);
        for (int i = 0; i < x.data().length; i++) x.data()[i] = (i * 37 % 101) / 101f;
        double sigmaColor = 0.4;
        double sigmaSpace = 1.5;
        double[] sum = new double[3];
        double total = 0;
        for (int dy = -2; dy <= 2; dy++) {
            for (int dx = -2; dx <= 2; dx++) {
                if (dx * dx + dy * dy > 4) continue; // a disc
                double difference = 0;
                for (int c = 0; c < 3; c++) difference += Math.abs(x.at(3 + dx, 3 + dy, c) - x.at(3, 3, c));
                double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigmaSpace * sigmaSpace))
                        * Math.exp(-difference * difference / (2 * sigmaColor * sigmaColor));
                total += weight;
                for (int c = 0; c < 3; c++) sum[c] += weight * x.at(3 + dx, 3 + dy, c);
            }
        }
        FloatImage y = Filter.bilateral(x, 5, sigmaColor, sigmaSpace);
        for (int c = 0; c < 3; c++) assertEquals(sum[c] / total, y.at(3, 3, c), 1e-4);
    }

    @Test
    void evenGaussianKernelsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Filter.gaussian(impulse(5), 4, 1));
        assertThrows(IllegalArgumentException.class, () -> Filter.gaussian(impulse(5), 3, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Filter.erode(impulse(5), 0, 1));
    }
}
