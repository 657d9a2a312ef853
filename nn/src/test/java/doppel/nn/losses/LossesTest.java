package doppel.nn.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.io.HostTensor;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Losses of the feed-forward face swap against their formulas, one value at a time. */
class LossesTest {
    private Kernels kernels;
    private TensorScope model;

    @BeforeEach
    void open() {
        kernels = Backends.reference();
        model = new TensorScope(kernels);
    }

    @AfterEach
    void close() {
        model.close();
        assertEquals(0, kernels.memory().usedBytes());
        kernels.close();
    }

    private Tensor drawn(long seed, int... sizes) {
        double[] values =
                new Random(seed).doubles(new Shape(sizes).elements(), -1, 1).toArray();
        return HostTensor.of(new Shape(sizes), values).to(model);
    }

    @Test
    void oneColourHasNoVariationAndARampHasItsSlope() {
        try (TensorScope scope = model.child()) {
            Tensor flat = scope.full(new Shape(2, 3, 4, 3), DType.F32, 0.7);
            assertArrayEquals(new float[2], ImageLoss.totalVariation(flat).toFloats());
            float[] ramp = new float[3 * 4];
            for (int i = 0; i < ramp.length; i++) ramp[i] = 0.5f * (i % 4);
            Tensor x = scope.of(new Shape(1, 3, 4, 1), ramp);
            assertArrayEquals(
                    new float[] {0.25f * 3 * (4 - 1)},
                    ImageLoss.totalVariation(x).toFloats());
            Tensor turned = scope.of(new Shape(1, 12, 1, 1), 0, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2);
            assertArrayEquals(
                    new float[] {1 + 4 + 1}, ImageLoss.totalVariation(turned).toFloats());
        }
    }

    /** The loss as its definition has it. */
    private static double nearest(double[] x, double[] y, int n, int k, int h, int w, int c, int patch, int picture) {
        double sum = 0;
        for (int i = 0; i <= h - patch; i++) {
            for (int j = 0; j <= w - patch; j++) {
                double least = Double.POSITIVE_INFINITY;
                for (int s = 0; s < k; s++) {
                    double dot = 0;
                    double xx = 0;
                    double yy = 0;
                    for (int a = 0; a < patch; a++) {
                        for (int b = 0; b < patch * c; b++) {
                            double u = x[((picture * h + i + a) * w + j) * c + b];
                            double v = y[(((picture * k + s) * h + i + a) * w + j) * c + b];
                            dot += u * v;
                            xx += u * u;
                            yy += v * v;
                        }
                    }
                    least = Math.min(least, 1 - dot / Math.sqrt(xx * yy));
                }
                sum += least / ((h - patch + 1) * (w - patch + 1));
            }
        }
        assertTrue(picture < n);
        return sum;
    }

    @Test
    void styleIsTheDistanceToTheNearestPictureAtEachPosition() {
        Tensor x = drawn(1, 2, 4, 5, 3);
        Tensor styles = drawn(2, 2, 6, 4, 5, 3);
        for (int patch = 1; patch <= 3; patch++) {
            try (TensorScope scope = model.child()) {
                Tensor loss = StyleLoss.nearest(scope.view(x), scope.view(styles), patch);
                double[] found = HostTensor.of(loss).toDoubles();
                for (int i = 0; i < 2; i++) {
                    double wanted = nearest(
                            HostTensor.of(x).toDoubles(), HostTensor.of(styles).toDoubles(), 2, 6, 4, 5, 3, patch, i);
                    assertEquals(wanted, found[i], 1e-12, "picture " + i + ", patches of " + patch);
                }
            }
        }
    }

    @Test
    void aPictureOfTheStyleHasNoDistanceWhateverItsScale() {
        try (TensorScope scope = model.child()) {
            Tensor x = scope.view(drawn(3, 1, 3, 3, 4));
            Tensor others = drawn(4, 1, 2 * 3 * 3 * 4);
            var join = new doppel.tensor.ops.Concat(1);
            Tensor styles = join.apply(scope.view(others), x.reshape(1, 36)).reshape(1, 3, 3, 3, 4);
            assertEquals(0, StyleLoss.nearest(x.times(7), styles, 1).item(), 1e-12);
        }
    }

    @Test
    void featuresOfZerosHaveDistanceOneAndNoGradient() {
        try (TensorScope step = model.recording()) {
            Tensor x = step.variable(step.of(new Shape(1, 1, 2, 2), 0, 0, 3, 4));
            Tensor styles = step.of(new Shape(1, 2, 1, 2, 2), 1, 1, 3, 4, 0, 0, 0, 0);
            Tensor loss = StyleLoss.nearest(x, styles, 1);
            assertEquals(0.5, loss.item(), 1e-6); // one position of zeros, one that is met
            assertArrayEquals(
                    new float[] {0, 0, 0, 0}, step.tape().backward(loss).of(x).toFloats(), 1e-6f);
        }
    }

    @Test
    void gradientsMatchCentralDifferences() {
        Tensor styles = drawn(6, 2, 3, 4, 4, 3);
        gradient(x -> StyleLoss.nearest(x, x.scope().view(styles), 1));
        gradient(x -> StyleLoss.nearest(x, x.scope().view(styles), 2));
        gradient(ImageLoss::totalVariation);
    }

    private void gradient(UnaryOperator<Tensor> loss) {
        Tensor x = drawn(5, 2, 4, 4, 3);
        double[] values = HostTensor.of(x).toDoubles();
        double[] found;
        try (TensorScope step = model.recording()) {
            Tensor variable = step.variable(x);
            found = HostTensor.of(step.tape().backward(loss.apply(variable)).of(variable))
                    .toDoubles();
        }
        double h = 1e-6;
        for (int i = 0; i < values.length; i++) {
            double slope = (at(loss, x.shape(), values, i, h) - at(loss, x.shape(), values, i, -h)) / (2 * h);
            assertEquals(slope, found[i], 1e-7, "element " + i);
        }
        x.release();
    }

    private double at(UnaryOperator<Tensor> loss, Shape shape, double[] values, int i, double step) {
        double[] moved = values.clone();
        moved[i] += step;
        try (TensorScope scope = model.child()) {
            return loss.apply(HostTensor.of(shape, moved).to(scope)).sum().item();
        }
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Tensor x = drawn(1, 1, 4, 4, 2);
        var e = assertThrows(IllegalArgumentException.class, () -> StyleLoss.nearest(x, drawn(2, 1, 3, 4, 5, 2), 1));
        assertEquals("style loss: [1, 4, 4, 2] against [1, 3, 4, 5, 2], patches of 1", e.getMessage());
        Tensor styles = drawn(2, 1, 3, 4, 4, 2);
        assertThrows(IllegalArgumentException.class, () -> StyleLoss.nearest(x, styles, 5));
    }
}
