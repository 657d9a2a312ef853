package doppel.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import doppel.tensor.io.HostTensor;
import doppel.tensor.ops.Conv2d;
import doppel.tensor.ops.DepthToSpace;
import doppel.tensor.ops.Dssim;
import doppel.tensor.ops.Matmul;
import doppel.tensor.ops.Multiply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorScopeTest {
    private static final Shape PAIR = new Shape(2);

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

    @Test
    void resultsLiveInTheDeepestScope() {
        Tensor w = model.of(PAIR, 1, 2);
        try (TensorScope step = model.recording();
                TensorScope inner = step.child()) {
            Tensor x = step.of(PAIR, 3, 4);
            Tensor y = inner.of(PAIR, 5, 6);
            assertSame(model, w.times(w).scope());
            assertSame(step, w.times(x).scope());
            assertSame(step, x.times(w).scope());
            assertSame(inner, x.plus(y).scope());
            assertSame(inner, y.plus(w).scope());
            assertSame(step, x.reshape(2, 1).scope());
            assertSame(step, x.detached().scope());
        }
    }

    @Test
    void ofEquallyDeepScopesTheOneThatRecordsIsTaken() {
        Tensor w = model.variable(PAIR);
        try (TensorScope data = model.child();
                TensorScope step = model.recording()) {
            Tensor x = data.of(PAIR, 1, 2);
            Tensor y = step.of(PAIR, 3, 4).times(w);
            assertSame(step, x.times(y).scope());
            assertSame(step, y.times(x).scope());
            assertTrue(x.times(y).wantsGradient());
        }
    }

    @Test
    void anOpCanBeMadeToBelongToADeeperScope() {
        Tensor w = model.variable(PAIR);
        w.upload(2, 3);
        try (TensorScope step = model.recording()) {
            Tensor square = new Multiply().applyIn(step, w, w);
            assertSame(step, square.scope());
            assertArrayEquals(
                    new float[] {4, 6}, step.tape().backward(square).of(w).toFloats());
        }
    }

    @Test
    void tensorsOfTwoBackEndsAreRefused() {
        try (Kernels other = Backends.reference();
                TensorScope scope = new TensorScope(other)) {
            Tensor x = model.of(PAIR, 1, 2);
            Tensor y = scope.of(PAIR, 1, 2);
            assertThrows(IllegalArgumentException.class, () -> x.plus(y));
        }
    }

    @Test
    void closingReleasesEverythingOnce() {
        TensorScope step = model.recording();
        Tensor x = step.of(PAIR, 1, 2);
        x.reshape(1, 2).rows(0, 1).detached();
        x.plus(x).release();
        assertTrue(kernels.memory().usedBytes() > 0);
        step.close();
        assertEquals(0, kernels.memory().usedBytes());
        step.close();
        x.release();
        assertEquals(0, kernels.memory().usedBytes());
    }

    @Test
    void aScopeIsInTheLedgerUntilItIsClosed() {
        int before = NativeLedger.stillOpen().size();
        TensorScope step = model.recording();
        assertEquals(before + 1, NativeLedger.stillOpen().size());
        step.close();
        assertEquals(before, NativeLedger.stillOpen().size());
    }

    @Test
    void memoryIsReleasedWithTheLastTensorThatSeesIt() {
        Tensor x = model.of(PAIR, 1, 2);
        Tensor view = x.reshape(2, 1);
        long used = kernels.memory().usedBytes();
        x.release();
        x.release();
        assertEquals(used, kernels.memory().usedBytes());
        assertArrayEquals(new float[] {1, 2}, view.toFloats());
        view.release();
        assertEquals(0, kernels.memory().usedBytes());
    }

    @Test
    void aViewOutlivesTheScopeOfItsOrigin() {
        Tensor view;
        try (TensorScope inner = model.child()) {
            Tensor x = inner.of(PAIR, 1, 2);
            view = model.view(x, x.buffer());
        }
        assertArrayEquals(new float[] {1, 2}, view.toFloats());
    }

    @Test
    void aReleasedTensorCannotBeUsed() {
        Tensor x = model.of(PAIR, 1, 2);
        x.release();
        IllegalStateException e = assertThrows(IllegalStateException.class, x::toFloats);
        assertEquals("tensor f32 [2] was released", e.getMessage());
        assertThrows(IllegalStateException.class, () -> x.plus(1));
        assertThrows(IllegalStateException.class, () -> x.reshape(2, 1));
        assertThrows(IllegalStateException.class, x::detached);
        assertThrows(IllegalStateException.class, () -> x.upload(1, 2));
    }

    @Test
    void aTensorOfAClosedScopeCannotBeUsed() {
        TensorScope step = model.child();
        Tensor x = step.of(PAIR, 1, 2);
        step.close();
        assertThrows(IllegalStateException.class, x::toFloats);
    }

    @Test
    void aClosedScopeTakesNothingIn() {
        Tensor x = model.of(PAIR, 1, 2);
        TensorScope step = model.recording();
        step.close();
        long used = kernels.memory().usedBytes();
        assertThrows(IllegalStateException.class, () -> step.zeros(PAIR));
        assertThrows(IllegalStateException.class, () -> step.view(x, x.buffer()));
        assertThrows(IllegalStateException.class, step::child);
        assertThrows(IllegalStateException.class, step::recording);
        assertEquals(used, kernels.memory().usedBytes());
        x.release();
        assertEquals(0, kernels.memory().usedBytes(), "the refused view holds the memory");
    }

    @Test
    void aCopyIsAVariableOfItsOwn() {
        Tensor x = model.of(PAIR, 1, 2);
        Tensor v = model.variable(x);
        x.upload(3, 4);
        assertTrue(v.wantsGradient());
        assertArrayEquals(new float[] {1, 2}, v.toFloats());
    }

    @Test
    void theOnlyValueIsReadInItsOwnPrecision() {
        assertEquals(0.1, HostTensor.of(new Shape(), 0.1).to(model).item());
        assertEquals(0.1f, model.of(new Shape(1), 0.1f).item());
        assertEquals(3, model.full(new Shape(1, 1), DType.U8, 3).item());
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> model.zeros(PAIR).item());
        assertEquals("item: f32 [2] has more than one value", e.getMessage());
    }

    /** A small net of the ops that a face-swap net is made of, trained for some steps. */
    @Test
    void laterStepsTakeNoMemoryFromTheSystem() {
        Tensor w = model.variable(new Shape(8, 3, 3, 3));
        Tensor bias = model.variable(new Shape(8));
        Tensor dense = model.variable(new Shape(4 * 4 * 2, 3));
        kernels.random().normal(1, 2, 0, 0.1, w.buffer());
        kernels.random().normal(1, 3, 0, 0.1, dense.buffer());
        Tensor[] moments = {model.zeros(w.shape()), model.zeros(bias.shape()), model.zeros(dense.shape())};
        Tensor[] weights = {w, bias, dense};
        Conv2d conv = new Conv2d(Conv2dOptions.same(3), Activation.leakyRelu(0.1));
        Tensor control = model.allocate(new Shape(UpdateControl.BYTES), DType.U8);
        kernels.memory().uploadBytes(UpdateControl.of(1, 1e-3).bytes(), control.buffer());
        long[] reserved = new long[6];
        long used = kernels.memory().usedBytes();
        for (int i = 0; i < reserved.length; i++) {
            try (TensorScope step = model.recording()) {
                Tensor x = step.zeros(new Shape(2, 4, 4, 3));
                kernels.random().uniform(5, i, 0, 1, x.buffer());
                Tensor deep = conv.apply(x, w, bias);
                Tensor wide = DepthToSpace.of(2).apply(deep);
                Tensor half = wide.reshape(2, 8 * 8 * 2).rows(0, 1).reshape(4, 32);
                Tensor code = new Matmul().apply(half, dense);
                Tensor similar = Dssim.of(3).apply(x, x.times(code.mean()));
                Gradients g =
                        step.tape().backward(similar.sum().plus(code.times(code).mean()));
                for (int j = 0; j < weights.length; j++) {
                    kernels.optimizers()
                            .rmsprop(
                                    weights[j].buffer(),
                                    g.of(weights[j]).buffer(),
                                    moments[j].buffer(),
                                    0.9,
                                    1e-7,
                                    control.buffer(),
                                    j);
                }
            }
            assertEquals(used, kernels.memory().usedBytes(), "after step " + i);
            reserved[i] = kernels.memory().reservedBytes();
        }
        for (int i = 2; i < reserved.length; i++) assertEquals(reserved[1], reserved[i], "reserved in step " + i);
    }
}
