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
import doppel.kernels.UpdateControl;
import doppel.kernels.host.Elements;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Weights after three steps from zero, as DeepFaceLab's optimizers give them. */
class ReferenceOptimizersTest {
    private static final double[][] GRADIENTS = {{0.5, -0.01, 0}, {0.25, 0.02, 1e-4}, {-1, 0.01, 3}};

    private final Kernels kernels = Backends.reference();
    private final Lab lab = new Lab(kernels, DType.F64);
    private final Shape shape = new Shape(3);

    @AfterEach
    void close() {
        lab.close();
        kernels.close();
    }

    @Test
    void rmspropIsThatOfDeepFaceLab() {
        double[][] expected = {
            {-1.58112874e-4, 1.58063893e-4, 0},
            {-2.3183343e-4, 1.52271386e-5, -1.5326713e-4},
            {-9.09048686e-5, -5.27420925e-5, -3.11380834e-4}
        };
        Buffer w = lab.of(shape, 0, 0, 0);
        Buffer a = lab.of(shape, 0, 0, 0);
        for (int step = 0; step < 3; step++) {
            Buffer g = lab.of(shape, GRADIENTS[step]);
            kernels.optimizers().rmsprop(w, g, a, 0.9, 1e-6, lab.control(UpdateControl.of(step + 1, 5e-5)), 0);
            assertArrayEquals(expected[step], Elements.read(w), 1e-10, "step " + step);
        }
    }

    @Test
    void adaBeliefIsThatOfDeepFaceLab() {
        double[][] expected = {
            {-1.75669746e-4, 1.75066962e-4, 0},
            {-4.04116727e-4, 9.20998355e-5, -1.30003507e-4},
            {-3.49843292e-4, -4.81566894e-5, -3.05689406e-4}
        };
        Buffer w = lab.of(shape, 0, 0, 0);
        Buffer m = lab.of(shape, 0, 0, 0);
        Buffer v = lab.of(shape, 0, 0, 0);
        for (int step = 0; step < 3; step++) {
            Buffer g = lab.of(shape, GRADIENTS[step]);
            kernels.optimizers()
                    .adaBelief(w, g, m, v, 0.9, 0.999, 1e-6, lab.control(UpdateControl.of(step + 1, 5e-5)), 0);
            assertArrayEquals(expected[step], Elements.read(w), 1e-10, "step " + step);
        }
    }

    @Test
    void theFirstStepOfAdamIsTheRateAlongTheSignOfTheGradient() {
        Buffer w = lab.of(shape, 1, 1, 1);
        Buffer m = lab.of(shape, 0, 0, 0);
        Buffer v = lab.of(shape, 0, 0, 0);
        Buffer first = lab.control(UpdateControl.of(1, 1e-3));
        kernels.optimizers().adam(w, lab.of(shape, 5, -0.01, 0), m, v, 0.9, 0.999, 1e-12, first, 0);
        assertArrayEquals(new double[] {0.999, 1.001, 1}, Elements.read(w), 1e-9);
        assertArrayEquals(new double[] {0.5, -0.001, 0}, Elements.read(m), 1e-12);
        assertArrayEquals(new double[] {0.025, 1e-7, 0}, Elements.read(v), 1e-12);
    }

    @Test
    void dropoutSkipsUpdatesButNotMoments() {
        int n = 4096;
        Buffer w = lab.target(n);
        Buffer a = lab.target(n);
        Buffer g = lab.target(n);
        kernels.memory().fill(w, 0);
        kernels.memory().fill(a, 0);
        kernels.memory().fill(g, 1);
        kernels.optimizers().rmsprop(w, g, a, 0.75, 0, lab.control(new UpdateControl(2, 7, 1, 0.3, 0)), 9);
        Buffer u = lab.target(n);
        kernels.random().uniform(7, (2 << 20) + 9, 0, 1, u);
        int kept = 0;
        for (int i = 0; i < n; i++) {
            boolean keep = Elements.get(u, i) < 0.3;
            assertEquals(keep ? -2 : 0, Elements.get(w, i), 1e-12, "element " + i);
            assertEquals(0.25, Elements.get(a, i));
            if (keep) kept++;
        }
        assertTrue(Math.abs(kept - 0.3 * n) < 4 * Math.sqrt(0.21 * n), kept + " of " + n + " kept");
    }

    @Test
    void longGradientsAreScaledToTheNormAndShortOnesAreNot() {
        Buffer w = lab.of(shape, 0, 0, 0);
        Buffer a = lab.of(shape, 0, 0, 0);
        Buffer g = lab.of(shape, 3, 0, 0);
        Buffer other = lab.of(new Shape(1), 4); // together of norm 5
        Buffer tight = lab.control(new UpdateControl(1, 0, 1, 1, 2.5));
        kernels.optimizers().clip(List.of(g, other), tight);
        kernels.optimizers().rmsprop(w, g, a, 0.75, 0, tight, 0);
        assertArrayEquals(new double[] {0.25 * 1.5 * 1.5, 0, 0}, Elements.read(a), 1e-12);
        Buffer loose = lab.control(new UpdateControl(1, 0, 1, 1, 5.01));
        kernels.optimizers().clip(List.of(g, other), loose);
        kernels.memory().fill(a, 0);
        kernels.optimizers().rmsprop(w, g, a, 0.75, 0, loose, 0);
        assertArrayEquals(new double[] {0.25 * 9, 0, 0}, Elements.read(a), 1e-12);
    }

    @Test
    void momentsOfAnotherShapeAreRefused() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.optimizers()
                        .rmsprop(
                                lab.normal(3),
                                lab.normal(3),
                                lab.normal(4),
                                0.9,
                                1e-6,
                                lab.control(UpdateControl.of(1, 1)),
                                0));
        assertEquals("rmsprop: shapes differ, [3] and [4]", e.getMessage());
    }
}
