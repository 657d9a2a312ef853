package doppel.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import org.junit.jupiter.api.Test;

/** A batch in parts has the gradient of the whole. */
class GradientSumTest {
    @Test
    void gradientsOfPartsAddUpAndOutliveTheirSteps() {
        try (Kernels kernels = Backends.reference();
                TensorScope model = new TensorScope(kernels)) {
            Tensor w = model.variable(new Shape(2));
            w.upload(3, -1);
            Tensor unused = model.variable(new Shape(2));
            var sum = new GradientSum(model);
            for (float[] part : new float[][] {{1, 2}, {10, 20}, {100, 200}}) {
                try (TensorScope step = model.recording()) {
                    Tensor x = step.of(new Shape(2), part);
                    sum.add(x.times(w).times(w)); // slope 2 x w
                    assertEquals(1, step.size(), "results are released on the way");
                }
            }
            assertArrayEquals(
                    new float[] {2 * 111 * 3, 2 * 222 * -1},
                    sum.gradients().of(w).toFloats());
            assertNull(sum.gradients().find(unused));
            sum.clear();
            assertNull(sum.gradients().find(w));
            assertEquals(2, model.size());
        }
    }
}
