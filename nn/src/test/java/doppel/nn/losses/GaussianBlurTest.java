package doppel.nn.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import doppel.tensor.TensorScope;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianBlurTest {
    private static final int N = 2;
    private static final int H = 19;
    private static final int W = 23;

    @ParameterizedTest
    @CsvSource({"0.5, 3, 1", "1, 5, 3", "2, 9, 1", "4, 17, 2", "5.3, 21, 3"})
    void isTheSumOverASquareWindow(double sigma, int size, int channels) {
        var blur = new GaussianBlur(sigma);
        assertEquals(size, blur.size());
        float[] x = new float[N * H * W * channels];
        Random random = new Random(5);
        for (int i = 0; i < x.length; i++) x[i] = random.nextFloat();
        try (Kernels kernels = Backends.open(Device.parse("cpu"), Precision.FP32);
                var scope = new TensorScope(kernels)) {
            float[] y = blur.forward(scope.of(new Shape(N, H, W, channels), x)).toFloats();
            for (int i = 0; i < y.length; i++) {
                assertEquals(blurred(x, i, channels, size, sigma), y[i], 1e-6);
            }
        }
    }

    /** {@code sum of x * exp(-(a^2 + b^2) / (2 sigma^2))} over the window, zeros outside, by the sum of the weights. */
    private static double blurred(float[] x, int at, int channels, int size, double sigma) {
        int column = at / channels % W;
        int row = at / channels / W % H;
        double sum = 0;
        double total = 0;
        for (int a = -size / 2; a <= size / 2; a++) {
            for (int b = -size / 2; b <= size / 2; b++) {
                double weight = Math.exp(-(a * a + b * b) / (2 * sigma * sigma));
                total += weight;
                if (row + a < 0 || row + a >= H || column + b < 0 || column + b >= W) continue;
                sum += weight * x[at + (a * W + b) * channels];
            }
        }
        return sum / total;
    }
}
