package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import doppel.kernels.host.Bfloat16;
import doppel.kernels.host.Elements;
import org.junit.jupiter.api.Test;

/** A weight and its bf16 copy do not part. */
class WeightCopiesTest {
    private static final Shape SHAPE = new Shape(20, 3, 3, 7);

    @Test
    void theOptimizerWritesWeightAndCopy() {
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32)) {
            var copies = new WeightCopies(kernels.launcher(), kernels.memory());
            var optimizers = new LaunchedOptimizers(kernels.launcher(), kernels.memory(), copies);
            Buffer w = lab.normal(SHAPE.sizes());
            Buffer bias = lab.normal(20);
            Buffer control = lab.control(new UpdateControl(1, 7, 0.1, 0.5, 0));
            assertNull(copies.find(w));
            for (int step = 0; step < 2; step++) {
                optimizers.rmsprop(
                        w, lab.normal(SHAPE.sizes()), lab.uniform(0, 1, SHAPE.sizes()), 0.9, 1e-6, control, 0);
                assertCopied(copies, w);
            }
            optimizers.rmsprop(bias, lab.normal(20), lab.uniform(0, 1, 20), 0.9, 1e-6, control, 1);
            assertNull(copies.find(bias), "biases are added in f32");
            assertNull(copies.find(w.rows(0, 3)));
            copies.released(w.segment().address());
            assertNull(copies.find(w));
        }
    }

    @Test
    void whatElseIsWrittenReachesTheCopyToo() {
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32)) {
            var copies = new WeightCopies(kernels.launcher(), kernels.memory());
            Buffer w = lab.normal(SHAPE.sizes());
            assertNotNull(copies.toUpdate(w));
            Buffer row = w.rows(5, 6);
            kernels.memory().fill(row, 0.3);
            copies.written(row.segment().address());
            assertCopied(copies, w);
            copies.written(row.segment().address() + (1 << 20)); // of nobody
            copies.released(w.segment().address());
        }
    }

    private static void assertCopied(WeightCopies copies, Buffer w) {
        Buffer copy = copies.find(w);
        assertNotNull(copy);
        assertEquals(DType.BF16, copy.dtype());
        double[] exact = Elements.read(w);
        double[] rounded = new double[exact.length];
        for (int i = 0; i < exact.length; i++) rounded[i] = Bfloat16.toFloat(Bfloat16.of((float) exact[i]));
        assertArrayEquals(rounded, Elements.read(copy));
    }
}
