package doppel.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.ops.BatchNorm;
import doppel.tensor.ops.Conv2d;
import doppel.tensor.ops.Map;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of a network that are run again for their gradients, against the same network that keeps everything. */
class RecomputedTest {
    private static final Shape PICTURES = new Shape(2, 6, 5, 3);

    private Kernels kernels;
    private TensorScope model;
    private Tensor first;
    private Tensor second;
    private Tensor scale;
    private Tensor shift;
    private Tensor mean;
    private Tensor variance;
    private final List<Boolean> runs = new ArrayList<>();

    @BeforeEach
    void open() {
        kernels = Backends.reference();
        model = new TensorScope(kernels);
        first = drawn(1, 3, 3, 3, 3);
        second = drawn(2, 3, 3, 3, 3);
        scale = drawn(3, 3);
        shift = drawn(4, 3);
        mean = model.zeros(new Shape(3));
        variance = model.zeros(new Shape(3));
    }

    private Tensor drawn(long stream, int... sizes) {
        Tensor t = model.variable(new Shape(sizes));
        kernels.random().normal(9, stream, 0, 0.5, t.buffer());
        return t;
    }

    @AfterEach
    void close() {
        model.close();
        assertEquals(0, kernels.memory().usedBytes());
        kernels.close();
    }

    /** Convolution, batch norm and a convolution with its input added, so that x is used twice inside. */
    private Tensor block(Tensor x) {
        runs.add(x.scope().repeats());
        Tensor y = new Conv2d(Conv2dOptions.same(3), Activation.leakyRelu(0.1)).apply(x, first);
        y = BatchNorm.DEFAULT.apply(y, scale, shift, mean, variance);
        return new Conv2d(Conv2dOptions.same(3), Activation.TANH)
                .apply(y, second)
                .plus(x);
    }

    /** Two blocks with the same weights; their input and what lies between them are used outside of them too. */
    private Tensor loss(TensorScope step, UnaryOperator<Tensor> block) {
        Tensor x = step.variable(PICTURES);
        kernels.random().normal(9, 5, 0, 1, x.buffer());
        Tensor entered = new Map(Unary.X_COS_X).apply(x);
        Tensor once = block.apply(entered);
        Tensor twice = block.apply(once);
        return twice.times(entered).plus(once.times(0.3)).mean();
    }

    private java.util.Map<Tensor, float[]> gradients(UnaryOperator<Tensor> block, boolean consuming) {
        java.util.Map<Tensor, float[]> found = new LinkedHashMap<>();
        kernels.memory().fill(mean.buffer(), 0);
        kernels.memory().fill(variance.buffer(), 0);
        try (TensorScope step = model.recording()) {
            Tensor loss = loss(step, block);
            if (consuming) {
                step.tape().backward(loss, (v, g) -> {
                    if (v.scope() == model) assertEquals(null, found.put(v, g.toFloats()), "handed out twice");
                });
                assertEquals(1, step.size(), "all but the picture is released");
            } else {
                Gradients all = step.tape().backward(loss);
                for (Tensor v : List.of(first, second, scale, shift)) {
                    found.put(v, all.of(v).toFloats());
                }
                assertArrayEquals(
                        found.get(first), step.tape().backward(loss).of(first).toFloats());
            }
        }
        found.put(mean, mean.toFloats());
        found.put(variance, variance.toFloats());
        return found;
    }

    private void assertSame(java.util.Map<Tensor, float[]> wanted, java.util.Map<Tensor, float[]> found) {
        assertEquals(wanted.keySet(), found.keySet());
        wanted.forEach((v, g) -> assertArrayEquals(g, found.get(v), v.toString()));
    }

    @Test
    void theGradientsAreTheSameBitForBit() {
        var kept = gradients(this::block, false);
        var again = gradients(x -> Recomputed.of(this::block, x), false);
        for (float g : Objects.requireNonNull(kept.get(first))) assertTrue(g != 0);
        assertSame(kept, again);
    }

    @Test
    void theGradientsThatAreHandedOutAreTheSameBitForBit() {
        var kept = gradients(this::block, true);
        assertSame(kept, gradients(x -> Recomputed.of(this::block, x), true));
        assertSame(kept, gradients(this::block, false));
    }

    @Test
    void partsOfPartsMayBeRecomputedToo() {
        var kept = gradients(this::block, true);
        UnaryOperator<Tensor> nested =
                x -> Recomputed.of(y -> Recomputed.of(this::block, y).times(1), x);
        assertSame(kept, gradients(nested, true));
        assertSame(kept, gradients(nested, false));
    }

    @Test
    void runningMomentsAreMovedOncePerPass() {
        gradients(x -> Recomputed.of(this::block, x), true);
        assertEquals(List.of(false, false, true, true), runs);
    }

    @Test
    void onlyTheResultIsKept() {
        try (TensorScope step = model.recording()) {
            Tensor x = step.variable(PICTURES);
            int before = step.size();
            long used = kernels.memory().usedBytes();
            Tensor y = Recomputed.of(this::block, x);
            assertEquals(before + 1, step.size());
            assertEquals(1, step.tape().size());
            assertEquals(used + roundedUp(y), kernels.memory().usedBytes());
        }
    }

    private static long roundedUp(Tensor t) {
        return (t.buffer().bytes() + 63) / 64 * 64;
    }

    @Test
    void whereNothingIsRecordedItIsThePlainFunction() {
        try (TensorScope step = model.child()) {
            Tensor y = Recomputed.of(this::block, step.view(step.zeros(PICTURES)));
            assertFalse(y.wantsGradient());
            assertEquals(List.of(false), runs);
        }
    }

    @Test
    void severalArgumentsMayBeOneTensor() {
        try (TensorScope step = model.recording()) {
            Tensor x = step.variable(step.of(new Shape(2), 3, -2));
            Tensor z = step.variable(step.of(new Shape(2), 5, 7));
            Tensor y = Recomputed.ofAll(in -> in[0].times(in[1]).plus(in[2]), x, x, z);
            Gradients g = step.tape().backward(y);
            assertArrayEquals(new float[] {6, -4}, g.of(x).toFloats());
            assertArrayEquals(new float[] {1, 1}, g.of(z).toFloats());
        }
    }

    @Test
    void aFunctionThatReturnsItsArgumentPassesTheGradientOn() {
        try (TensorScope step = model.recording()) {
            Tensor x = step.variable(step.of(new Shape(2), 3, -2));
            Tensor y = Recomputed.of(in -> in, x.times(2));
            assertArrayEquals(
                    new float[] {4, 4}, step.tape().backward(y.plus(y)).of(x).toFloats());
        }
    }

    @Test
    void aFunctionOfSomethingElseIsRefused() {
        try (TensorScope step = model.recording()) {
            Tensor x = step.variable(step.of(new Shape(2), 3, -2));
            Tensor other = x.times(3);
            Tensor y = Recomputed.of(in -> in.plus(other.times(2)), x);
            var e = assertThrows(IllegalStateException.class, () -> step.tape().backward(y));
            assertEquals("recomputed: made of tensors that are no input", e.getMessage());
        }
    }
}
