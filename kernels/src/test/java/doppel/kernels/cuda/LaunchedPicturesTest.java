package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blur and colours against their formulas in double precision. */
@ParameterizedClass(name = "last block and thread first: {0}")
@ValueSource(booleans = {false, true})
class LaunchedPicturesTest {
    @Parameter
    boolean backwards;

    @ParameterizedTest(name = "{0} x {1} x {2} with {3} taps")
    @CsvSource({"5, 9, 1, 3", "33, 40, 3, 17", "4, 3, 2, 7", "300, 1, 1, 127"})
    void blurIsTheProductOfItsTapsAndZerosOutside(int h, int w, int c, int count) {
        float[] taps = new float[count];
        for (int t = 0; t < count; t++) taps[t] = 1f / (1 + Math.abs(t - count / 2));
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, DType.F32)) {
            Buffer x = lab.normal(2, h, w, c);
            Buffer y = lab.target(2, h, w, c);
            new LaunchedPictures(kernels.launcher(), kernels.memory()).blur(x, taps, y);
            Approximately.same(
                    i -> {
                        int k = i % c;
                        int column = i / c % w;
                        int row = i / c / w % h;
                        int n = i / c / w / h;
                        double sum = 0;
                        for (int a = 0; a < count; a++) {
                            for (int b = 0; b < count; b++) {
                                int r = row + a - count / 2;
                                int q = column + b - count / 2;
                                if (r < 0 || r >= h || q < 0 || q >= w) continue;
                                sum += (double) taps[a] * taps[b] * Elements.get(x, ((n * h + r) * w + q) * c + k);
                            }
                        }
                        return sum;
                    },
                    y,
                    1e-5);
            Buffer soft = lab.target(2, h, w, c);
            new LaunchedPictures(kernels.launcher(), kernels.memory()).soften(x, soft);
            Approximately.same(i -> 2 * Math.clamp(Elements.get(x, i), 0, 0.5), soft, 1e-7);
        }
    }

    @Test
    void labIsThatOfSrgbAndComesBack() {
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, DType.F32)) {
            var pictures = new LaunchedPictures(kernels.launcher(), kernels.memory());
            Buffer x = lab.uniform(0, 1, 2, 9, 33, 3);
            for (int i = 0; i < 30; i++) Elements.set(x, i, i % 10 / 200.0); // the linear parts
            Buffer y = lab.target(2, 9, 33, 3);
            pictures.lab(x, true, y);
            Approximately.same(i -> lab(x, i), y, 5e-5); // 500 times the rounding of a difference
            Buffer back = lab.target(2, 9, 33, 3);
            pictures.lab(y, false, back);
            Approximately.same(Elements.read(x), back, 2e-5);
        }
    }

    /** L, a or b of the pixel that element i belongs to. */
    private static double lab(Buffer bgr, int i) {
        double[] linear = new double[3];
        for (int k = 0; k < 3; k++) {
            double c = Elements.get(bgr, i / 3 * 3 + k);
            linear[k] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
        }
        double b = linear[0];
        double g = linear[1];
        double r = linear[2];
        double fx = root((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456);
        double fy = root(0.212671 * r + 0.715160 * g + 0.072169 * b);
        double fz = root((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
        return switch (i % 3) {
            case 0 -> 116 * fy - 16;
            case 1 -> 500 * (fx - fy);
            default -> 200 * (fy - fz);
        };
    }

    private static double root(double t) {
        double d = 6.0 / 29;
        return t > d * d * d ? Math.cbrt(t) : t / (3 * d * d) + 4.0 / 29;
    }

    @Test
    void shiftedColoursAreThoseOfTheHexagon() {
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, DType.F32)) {
            var pictures = new LaunchedPictures(kernels.launcher(), kernels.memory());
            Buffer x = lab.uniform(0, 1, 2, 11, 31, 3);
            Elements.set(x, 0, 0.5);
            Elements.set(x, 1, 0.5);
            Elements.set(x, 2, 0.5); // grey has no hue
            Buffer y = lab.target(2, 11, 31, 3);
            pictures.shiftHsv(x, lab.of(new Shape(2, 3), 75, 0.2, -0.1, -200, -0.4, 0.3), y);
            Approximately.same(
                    i -> i < x.elements() / 2 ? shifted(x, i, 75, 0.2, -0.1) : shifted(x, i, -200, -0.4, 0.3), y, 2e-5);

            Buffer gain = lab.uniform(0.5, 1.5, 2, 3);
            Buffer offset = lab.uniform(-0.2, 0.2, 2, 3);
            pictures.scaleColours(x, gain, offset, 0, 1, y);
            Approximately.same(
                    i -> {
                        int c = (i < x.elements() / 2 ? 0 : 3) + i % 3;
                        return Math.clamp(Elements.get(x, i) * Elements.get(gain, c) + Elements.get(offset, c), 0, 1);
                    },
                    y,
                    1e-6);
        }
    }

    private static double shifted(Buffer bgr, int i, double degrees, double saturation, double value) {
        double[] pixel = new double[3];
        for (int k = 0; k < 3; k++) pixel[k] = Elements.get(bgr, i / 3 * 3 + k);
        return shifted(pixel, degrees, saturation, value)[i % 3];
    }

    /** By way of hue, saturation and value, and the six sectors of the hexagon. */
    static double[] shifted(double[] bgr, double degrees, double saturation, double value) {
        double b = bgr[0];
        double g = bgr[1];
        double r = bgr[2];
        double v = Math.max(b, Math.max(g, r));
        double chroma = v - Math.min(b, Math.min(g, r));
        double hue = 0;
        if (chroma > 0) {
            if (v == r) hue = 60 * (g - b) / chroma;
            else if (v == g) hue = 120 + 60 * (b - r) / chroma;
            else hue = 240 + 60 * (r - g) / chroma;
        }
        double s = Math.clamp((v > 0 ? chroma / v : 0) + saturation, 0, 1);
        v = Math.clamp(v + value, 0, 1);
        hue = ((hue + degrees) % 360 + 360) % 360;
        int sector = (int) (hue / 60) % 6;
        double f = hue / 60 - Math.floor(hue / 60);
        double p = v * (1 - s);
        double q = v * (1 - s * f);
        double t = v * (1 - s * (1 - f));
        double[][] sectors = {{p, t, v}, {p, v, q}, {t, v, p}, {v, q, p}, {v, p, t}, {q, p, v}}; // b, g, r
        return sectors[sector];
    }
}
