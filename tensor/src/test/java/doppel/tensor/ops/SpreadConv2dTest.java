package doppel.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The enlarging convolution is a convolution with what follows it. */
class SpreadConv2dTest {
    private static final Conv2dOptions SAME = Conv2dOptions.same(3);
    private static final Activation LEAKY = Activation.leakyRelu(0.1);

    @Test
    void isAConvolutionAndThenDepthToSpace() {
        try (Kernels kernels = Backends.open(new Device.Cpu())) {
            List<float[]> fused = run(kernels, new SpreadConv2d(SAME, LEAKY, 2), null);
            List<float[]> apart = run(kernels, new Conv2d(SAME, LEAKY), DepthToSpace.of(2));
            for (int i = 0; i < fused.size(); i++) assertArrayEquals(apart.get(i), fused.get(i), 2e-4f, "result " + i);
        }
    }

    /** Result and gradients of x, w and bias. */
    private static List<float[]> run(Kernels kernels, Op op, @Nullable Op after) {
        try (TensorScope model = new TensorScope(kernels);
                TensorScope step = model.recording()) {
            Tensor x = normal(step, 1, 2, 6, 5, 19);
            Tensor w = normal(step, 2, 4 * 17, 3, 3, 19);
            Tensor b = normal(step, 3, 4 * 17);
            Tensor y = op.apply(x, w, b);
            if (after != null) y = after.apply(y);
            Tensor weighted = y.times(normal(step, 4, y.shape().sizes()));
            Gradients g = step.tape().backward(weighted.sum());
            List<float[]> all = new ArrayList<>();
            for (Tensor t : List.of(y, g.of(x), g.of(w), g.of(b))) all.add(t.toFloats());
            return all;
        }
    }

    private static Tensor normal(TensorScope scope, long stream, int... sizes) {
        Tensor t = scope.variable(new Shape(sizes));
        scope.kernels().random().normal(5, stream, 0, 1, t.buffer());
        return t;
    }

    @Test
    void channelsThatMakeNoBlocksAreNamed() {
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            Tensor x = scope.zeros(new Shape(1, 4, 4, 3));
            Tensor w = scope.zeros(new Shape(6, 3, 3, 3));
            Tensor b = scope.zeros(new Shape(6));
            var e = assertThrows(IllegalArgumentException.class, () -> new SpreadConv2d(SAME, LEAKY, 2).apply(x, w, b));
            assertEquals("spread conv: [1, 4, 4, 6] by blocks of 2", e.getMessage());
        }
    }
}
