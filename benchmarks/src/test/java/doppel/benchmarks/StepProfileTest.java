package doppel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.FaceType;
import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.train.Preset;
import doppel.benchmarks.TimedKernels.Account;
import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StepProfileTest {
    private static Kernels open() {
        return Backends.open(Device.parse("cpu"), Precision.FP32);
    }

    @Test
    void callsAreCountedWithTheirWork() {
        try (Kernels real = open()) {
            var timed = new TimedKernels(real, false);
            Kernels kernels = timed.kernels();
            Buffer x = real.memory().allocate(new Shape(2, 5, 4, 3), DType.F32);
            Buffer w = real.memory().allocate(new Shape(7, 3, 3, 3), DType.F32);
            Buffer y = real.memory().allocate(new Shape(2, 5, 4, 7), DType.F32);
            var options = Conv2dOptions.same(3);
            for (Buffer b : List.of(x, w, y)) real.memory().fill(b, 1);
            double flops = 2.0 * 2 * 5 * 4 * 7 * 9 * 3;
            kernels.conv().forward(x, w, null, null, options, Activation.NONE, y);
            kernels.conv().forward(x, w, null, null, options, Activation.NONE, y);
            kernels.conv().backwardData(y, w, options, x);
            kernels.conv().backwardWeights(x, y, options, w, null);
            kernels.elementwise().affine(x, 2, 1, x);
            assertEquals(2, account(timed, "conv.forward").calls());
            assertEquals(2 * flops, account(timed, "conv.forward").flops());
            assertEquals(flops, account(timed, "conv.backwardData").flops());
            assertEquals(flops, account(timed, "conv.backwardWeights").flops());
            assertEquals(
                    2.0 * Float.BYTES * 2 * 5 * 4 * 3,
                    account(timed, "elementwise.affine").bytes());
            for (Buffer b : List.of(x, w, y)) real.memory().release(b);
        }
    }

    private static Account account(TimedKernels timed, String name) {
        return Objects.requireNonNull(timed.accounts().get(name), name);
    }

    @Test
    void theTableNamesTheKernelsOfAStep() {
        var options = new ModelOptions(Archi.parse("df-ud"), 64, 32, 16, 16, 16, FaceType.FULL);
        try (Kernels kernels = open()) {
            String table = StepProfile.profile(kernels, options, Preset.DRAFT.training(), true, 1, 1);
            assertTrue(table.contains("| conv.backwardWeights ["), table);
            assertTrue(table.contains(" stride 2 |"), table);
            assertTrue(table.lines().anyMatch(line -> line.matches("\\| matmul.multiply .* GFLOP/s \\|")), table);
            assertTrue(table.contains("| **step** |"), table);
        }
    }
}
