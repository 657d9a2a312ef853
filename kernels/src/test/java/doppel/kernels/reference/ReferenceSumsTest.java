package doppel.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Products, sums, norms and draws. */
class ReferenceSumsTest {
    private final Kernels kernels = Backends.reference();
    private final Lab lab = new Lab(kernels, DType.F64);

    @AfterEach
    void close() {
        lab.close();
        kernels.close();
    }

    @Test
    void productsTransposeEitherSide() {
        double[] expected = {9 + 1, 12 + 2, 19 + 1, 26 + 2};
        Buffer bias = lab.of(new Shape(2), 1, 2);
        Buffer a = lab.of(new Shape(2, 3), 1, 2, 0, 3, 4, 0);
        Buffer at = lab.of(new Shape(3, 2), 1, 3, 2, 4, 0, 0);
        Buffer b = lab.of(new Shape(3, 2), 1, 2, 4, 5, 7, 7);
        Buffer bt = lab.of(new Shape(2, 3), 1, 4, 7, 2, 5, 7);
        Buffer y = lab.target(2, 2);
        kernels.matmul().multiply(a, false, b, false, bias, y);
        assertArrayEquals(expected, Elements.read(y));
        kernels.matmul().multiply(at, true, b, false, bias, y);
        assertArrayEquals(expected, Elements.read(y));
        kernels.matmul().multiply(a, false, bt, true, bias, y);
        assertArrayEquals(expected, Elements.read(y));
        kernels.matmul().multiply(at, true, bt, true, bias, y);
        assertArrayEquals(expected, Elements.read(y));
    }

    @Test
    void productsThatDoNotFitAreRefused() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.matmul()
                        .multiply(lab.normal(8, 512), false, lab.normal(256, 64), false, null, lab.target(8, 64)));
        assertEquals("matmul: inner sizes differ, [8, 512] x [256, 64]", e.getMessage());
    }

    @Test
    void sumsRunOverStretchedAxes() {
        Buffer x = lab.of(new Shape(2, 3), 1, 2, 3, 4, 5, 6);
        assertArrayEquals(new double[] {42}, sum(x, new Shape()));
        assertArrayEquals(new double[] {10, 14, 18}, sum(x, new Shape(3)));
        assertArrayEquals(new double[] {12, 30}, sum(x, new Shape(2, 1)));
        Buffer y = lab.target();
        kernels.reduce().sumOfSquares(x, 1, y);
        assertEquals(91, Elements.get(y, 0));
        var e = assertThrows(IllegalArgumentException.class, () -> sum(x, new Shape(2)));
        assertEquals("sum: [2] does not broadcast to [2, 3]", e.getMessage());
    }

    private double[] sum(Buffer x, Shape shape) {
        Buffer y = lab.target(DType.F64, shape);
        kernels.reduce().sum(x, 2, y);
        return Elements.read(y);
    }

    @Test
    void rmsScalesEachRowToMeanSquareOne() {
        Buffer y = lab.target(2, 2);
        kernels.norm().rms(lab.of(new Shape(2, 2), 3, 4, 0, 0), 1e-12, y);
        double root = Math.sqrt(12.5);
        assertArrayEquals(new double[] {3 / root, 4 / root, 0, 0}, Elements.read(y), 1e-9);
    }

    @Test
    void drawsDependOnKeyStreamAndPlaceAlone() {
        Buffer y = lab.target(6);
        Buffer longer = lab.target(2, 50);
        kernels.random().uniform(1, 2, -1, 3, y);
        kernels.random().uniform(1, 2, -1, 3, longer);
        assertArrayEquals(Elements.read(y), Arrays.copyOf(Elements.read(longer), 6));
        kernels.random().uniform(1, 3, -1, 3, y);
        assertTrue(Elements.get(y, 0) != Elements.get(longer, 0));
    }

    @Test
    void wordsOfAZeroCounterMakeTheFirstUniforms() {
        Buffer y = lab.target(4);
        kernels.random().uniform(0, 0, 0, 1, y);
        double[] expected = {0x6627e8 * 0x1p-24, 0xe169c5 * 0x1p-24, 0xbc57ac * 0x1p-24, 0x9b00db * 0x1p-24};
        assertArrayEquals(expected, Elements.read(y));
    }

    @Test
    void drawsHaveTheirMoments() {
        int n = 100_000;
        Buffer y = lab.target(n);
        kernels.random().uniform(5, 0, 2, 4, y);
        moments(y, 3, 1 / Math.sqrt(3), n);
        kernels.random().normal(5, 1, -1, 2, y);
        moments(y, -1, 2, n);
        long within =
                Arrays.stream(Elements.read(y)).filter(z -> Math.abs(z + 1) < 2).count();
        assertEquals(0.6827, within / (double) n, 0.006);
    }

    private static void moments(Buffer y, double mean, double deviation, int n) {
        double[] values = Elements.read(y);
        double m = Arrays.stream(values).average().orElseThrow();
        double square =
                Arrays.stream(values).map(v -> (v - m) * (v - m)).average().orElseThrow();
        assertEquals(mean, m, 4 * deviation / Math.sqrt(n));
        assertEquals(deviation, Math.sqrt(square), 0.01 * deviation);
    }
}
