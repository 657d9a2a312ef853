package doppel.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ops between activations in bf16 and weights in f32. */
class MixedStorageTest {
    private final Kernels kernels = Backends.reference();
    private final TensorScope model = new TensorScope(kernels);
    private final TensorScope scope = model.recording();
    private final Random random = new Random(3);

    @AfterEach
    void close() {
        scope.close();
        model.close();
        kernels.close();
    }

    private Tensor variable(DType type, int... sizes) {
        float[] values = new float[(int) new Shape(sizes).elements()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return scope.variable(new Cast(type).apply(scope.of(new Shape(sizes), values)));
    }

    @Test
    void eachGradientIsOfItsInputsType() {
        for (DType result : new DType[] {DType.BF16, DType.F32}) {
            Tensor x = variable(DType.BF16, 2, 6, 6, 3);
            Tensor w = variable(DType.F32, 4, 3, 3, 3);
            Tensor bias = variable(DType.F32, 4);
            Tensor residual = variable(result, 2, 6, 6, 4);
            Op conv = new Conv2d(Conv2dOptions.same(3), Activation.leakyRelu(0.1), result);
            Tensor y = conv.apply(x, w, bias, residual);
            assertEquals(result, y.dtype());
            Gradients found = scope.tape().backward(y);
            for (Tensor input : new Tensor[] {x, w, bias, residual}) {
                assertEquals(input.dtype(), found.of(input).dtype());
            }
        }
    }

    @Test
    void aBiasAloneHasItsGradientInF32() {
        Tensor x = variable(DType.BF16, 1, 4, 4, 2).detached();
        Tensor w = variable(DType.F32, 3, 1, 1, 2).detached();
        Tensor bias = variable(DType.F32, 3);
        Tensor y = new Conv2d(Conv2dOptions.DEFAULT).apply(x, w, bias);
        Tensor gradient = scope.tape().backward(y).of(bias);
        assertEquals(DType.F32, gradient.dtype());
        assertArrayEquals(new float[] {16, 16, 16}, gradient.toFloats());
    }

    @Test
    void aDenseLayerOfBf16GivesF32AndRoundsItsFactorsAlone() {
        Tensor x = variable(DType.BF16, 3, 40);
        Tensor w = variable(DType.F32, 40, 5);
        Tensor bias = variable(DType.F32, 5);
        Tensor y = new Matmul(DType.F32).apply(x, w, bias);
        Tensor rounded = new Cast(DType.F32).apply(new Cast(DType.BF16).apply(w));
        Tensor exact = new Matmul().apply(new Cast(DType.F32).apply(x), rounded, bias);
        assertArrayEquals(exact.toFloats(), y.toFloats(), 1e-6f);
        Gradients found = scope.tape().backward(y);
        for (Tensor input : new Tensor[] {x, w, bias}) {
            assertEquals(input.dtype(), found.of(input).dtype());
        }
    }

    @Test
    void whatIsStoredAlreadyIsNotCopied() {
        Tensor x = variable(DType.F32, 2, 2);
        assertSame(x, Cast.stored(x));
        assertEquals(DType.F32, Cast.stored(variable(DType.BF16, 2, 2)).dtype());
    }

    @Test
    void aGradientOfAnotherTypeThanItsInputIsRefused() {
        Op faulty = new Op() {
            @Override
            public Tensor forward(TensorScope where, Tensor... x) {
                return where.zeros(x[0].shape());
            }

            @Override
            public @Nullable Tensor[] backward(TensorScope where, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
                return new Tensor[] {dy};
            }
        };
        Tensor y = faulty.apply(variable(DType.BF16, 2, 2));
        assertThrows(IllegalStateException.class, () -> scope.tape().backward(y));
    }
}
