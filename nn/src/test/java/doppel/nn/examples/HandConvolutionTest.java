package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandConvolutionTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "2, 1", "2, 2"})
    void theLoopsAgreeWithTheKernels(int stride, int padding) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        for (double difference : new HandConvolution(stride, padding).compare(nowhere)) {
            assertTrue(difference < 1e-5, "differs by " + difference);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1"})
    void bothGradientsAreThoseOfCentralDifferences(int stride, int padding) {
        var convolution = new HandConvolution(stride, padding);
        Random random = new Random(1);
        double[][][] x = HandConvolution.random(random, 4, 5, 2);
        double[][][][] w = {HandConvolution.random(random, 3, 3, 2), HandConvolution.random(random, 3, 3, 2)};
        double[][][] y = convolution.forward(x, w);
        double[][][] dy = HandConvolution.random(random, y.length, y[0].length, 2);
        double[][][] dx = convolution.backwardData(dy, x, w);
        double[][][][] dw = convolution.backwardWeights(dy, x, w);
        for (int u = 0; u < 4; u++) {
            for (int v = 0; v < 5; v++) {
                assertEquals(slope(convolution, dy, x, w, x[u][v]), dx[u][v][1], 1e-9, "x at " + u + ", " + v);
            }
        }
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                assertEquals(slope(convolution, dy, x, w, w[1][a][b]), dw[1][a][b][1], 1e-9, "w at " + a + ", " + b);
            }
        }
    }

    /** The change of {@code sum(dy * y)} with the second number of a pixel or weight, which is changed back. */
    private static double slope(
            HandConvolution convolution, double[][][] dy, double[][][] x, double[][][][] w, double[] of) {
        double before = of[1];
        of[1] = before + 1e-4;
        double above = weighted(dy, convolution.forward(x, w));
        of[1] = before - 1e-4;
        double below = weighted(dy, convolution.forward(x, w));
        of[1] = before;
        return (above - below) / 2e-4;
    }

    private static double weighted(double[][][] dy, double[][][] y) {
        double sum = 0;
        for (int i = 0; i < y.length; i++)
            for (int j = 0; j < y[0].length; j++)
                for (int k = 0; k < y[0][0].length; k++) sum += dy[i][j][k] * y[i][j][k];
        return sum;
    }
}
