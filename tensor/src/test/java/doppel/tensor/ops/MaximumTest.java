package doppel.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where both are equal the first takes the gradient, as in TensorFlow; PyTorch halves it. */
class MaximumTest {
    @Test
    void theFirstOfEqualsTakesTheGradient() {
        for (Op op : List.of(new Maximum(), new Minimum())) {
            try (Kernels kernels = Backends.reference();
                    TensorScope model = new TensorScope(kernels);
                    TensorScope step = model.recording()) {
                Tensor a = step.variable(step.of(new Shape(3), 1, 2, 3));
                Tensor b = step.variable(step.of(new Shape(1), 2));
                Gradients g = step.tape().backward(op.apply(a, b));
                boolean larger = op instanceof Maximum;
                assertArrayEquals(
                        larger ? new float[] {0, 1, 1} : new float[] {1, 1, 0},
                        g.of(a).toFloats());
                assertArrayEquals(new float[] {1}, g.of(b).toFloats());
            }
        }
    }
}
