package doppel.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.nn.Initializer;
import doppel.nn.Parameters;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.BatchNorm;
import doppel.tensor.ops.GroupNorm;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Normalising layers in training and in evaluation; expected values are worked out by hand. */
class NormLayersTest {
    private Kernels kernels;
    private TensorScope model;
    private Parameters parameters;

    @BeforeEach
    void open() {
        kernels = Backends.reference();
        model = new TensorScope(kernels);
        parameters = new Parameters(model, 1);
    }

    @AfterEach
    void close() {
        model.close();
        assertEquals(0, kernels.memory().usedBytes());
        kernels.close();
    }

    /** Four pixels of two channels, of means 4 and 1 and variances 5 and 1. */
    private static Tensor pixels(TensorScope scope) {
        return scope.of(new Shape(2, 1, 2, 2), 1, 0, 3, 2, 5, 0, 7, 2);
    }

    @Test
    void runningMomentsFollowTheBatchInTrainingAndDoTheWorkInEvaluation() {
        var layer = new BatchNormLayer(parameters.in("norm"), 2, new BatchNorm(0.25, 0));
        try (TensorScope step = model.recording()) {
            float[] y = layer.forward(pixels(step)).toFloats();
            double a = 1 / Math.sqrt(5);
            assertArrayEquals(
                    new float[] {(float) (-3 * a), -1, (float) -a, 1, (float) a, -1, (float) (3 * a), 1}, y, 1e-6f);
        }
        assertArrayEquals(new float[] {0.25f * 4, 0.25f * 1}, buffer("norm/running_mean"), 1e-6f);
        float unbiased = 4f / 3;
        float[] variances = {0.75f + 0.25f * 5 * unbiased, 0.75f + 0.25f * unbiased};
        assertArrayEquals(variances, buffer("norm/running_var"), 1e-6f);
        parameters.in("norm").training(false);
        try (TensorScope step = model.child()) {
            float[] y = layer.forward(pixels(step)).toFloats();
            assertEquals((1 - 1) / Math.sqrt(variances[0]), y[0], 1e-6);
            assertEquals((7 - 1) / Math.sqrt(variances[0]), y[6], 1e-6);
            assertEquals((2 - 0.25) / Math.sqrt(variances[1]), y[7], 1e-6);
        }
        assertArrayEquals(variances, buffer("norm/running_var"), 1e-6f);
    }

    private float[] buffer(String path) {
        return Objects.requireNonNull(parameters.buffers().get(path), path).toFloats();
    }

    @Test
    void weightAndBiasLearnAndRunningMomentsDoNot() {
        var layer = new BatchNormLayer(parameters, 2, BatchNorm.DEFAULT);
        assertEquals(List.of("weight", "bias"), List.copyOf(parameters.all().keySet()));
        assertEquals(
                List.of("running_mean", "running_var"),
                List.copyOf(parameters.buffers().keySet()));
        assertEquals(4, parameters.count());
        for (boolean training : new boolean[] {true, false}) {
            parameters.training(training);
            try (TensorScope step = model.recording()) {
                Gradients g = step.tape().backward(layer.forward(pixels(step)));
                assertArrayEquals(new float[] {4, 4}, g.of(parameter("bias")).toFloats(), 1e-5f);
                for (Tensor counted : parameters.buffers().values()) assertEquals(null, g.find(counted));
            }
        }
    }

    private Tensor parameter(String path) {
        return Objects.requireNonNull(parameters.all().get(path), path);
    }

    @Test
    void aBufferHasAPathOfItsOwn() {
        parameters.in("a").buffer("x", new Shape(1), Initializer.ZEROS);
        var e = assertThrows(
                IllegalArgumentException.class, () -> parameters.create("a/x", new Shape(1), Initializer.ZEROS));
        assertEquals("parameter: a/x exists", e.getMessage());
        assertEquals(1, parameters.in("a").buffers().size());
        assertEquals(0, parameters.in("b").buffers().size());
    }

    @Test
    void oneValuePerChannelCannotTrain() {
        var layer = new BatchNormLayer(parameters, 2);
        try (TensorScope step = model.child()) {
            var e = assertThrows(
                    IllegalArgumentException.class, () -> layer.forward(step.of(new Shape(1, 1, 1, 2), 1, 2)));
            assertEquals("batch_norm: one value per channel has no variance, [1, 1, 1, 2]", e.getMessage());
        }
    }

    @Test
    void instanceNormNormalisesEachPictureAndGroupNormItsGroups() {
        var instance = new GroupNormLayer(parameters.in("i"), 2, GroupNorm.instance(0));
        var group = new GroupNormLayer(parameters.in("g"), 2, new GroupNorm(1, 0));
        parameter("i/weight").upload(10, 1);
        parameter("i/bias").upload(0, 100);
        try (TensorScope step = model.child()) {
            assertArrayEquals(
                    new float[] {-10, 99, 10, 101, -10, 99, 10, 101},
                    instance.forward(pixels(step)).toFloats(),
                    1e-4f);
            Tensor y = group.forward(step.of(new Shape(1, 1, 2, 2), 1, 3, 5, 7)); // mean 4, variance 5
            double a = 1 / Math.sqrt(5);
            assertArrayEquals(
                    new float[] {(float) (-3 * a), (float) -a, (float) a, (float) (3 * a)}, y.toFloats(), 1e-6f);
        }
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new GroupNormLayer(parameters.in("x"), 6, new GroupNorm(4, 1e-5)));
        assertEquals("group norm: 4 groups of 6 channels", e.getMessage());
    }
}
