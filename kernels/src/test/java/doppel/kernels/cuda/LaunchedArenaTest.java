package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.OptimizerKernels.UpdateDropout;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One launch over an arena, told by a control block, against the reference on each tensor told by the host. */
class LaunchedArenaTest {
    private static final int[] STARTS = {0, 64, 128, 1152};
    private static final int[] SIZES = {64, 40, 1000, 333};
    private static final int LENGTH = 1488; // a multiple of 8 behind the last tensor

    enum Rule {
        RMSPROP,
        ADABELIEF,
        ADAM
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void fullPrecision(Rule rule) {
        check(rule, DType.F32, 1, 0);
        check(rule, DType.F32, 0.3, 0);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void bf16GradientsAndCopiesOfWeights(Rule rule) {
        check(rule, DType.BF16, 0.3, 500);
    }

    private static void check(Rule rule, DType gradients, double keep, float period) {
        int step = 7;
        float rate = 0.01f;
        double wantedRate = period > 0 ? rate * (Math.cos(2 * Math.PI * step / period) + 1) / 2 : rate;
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32);
                Kernels reference = Backends.reference();
                Lab exact = new Lab(reference, DType.F64)) {
            Buffer w = lab.normal(LENGTH);
            Buffer w16 = lab.target(DType.BF16, new Shape(LENGTH));
            Buffer g = lab.uniform(gradients, -1, 1, LENGTH);
            Buffer m = lab.normal(LENGTH);
            Buffer v = lab.uniform(0, 1, LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                if (!inTensor(i)) Elements.set(g, i, 0);
            }
            double[] before = Elements.read(w);
            double[][] old = {before, Elements.read(g), Elements.read(m), Elements.read(v)};
            Buffer starts = lab.target(DType.F64, new Shape(STARTS.length));
            for (int i = 0; i < STARTS.length; i++) starts.segment().setAtIndex(JAVA_LONG, i, STARTS[i]);
            Buffer control = control(lab, kernels, new ControlBlock(step, 99, rate, period, keep, 0));
            var arena = new LaunchedArena(kernels.launcher(), kernels.memory());
            var weights = new LaunchedArena.Weights(w, w16, g, starts, control);
            switch (rule) {
                case RMSPROP -> arena.rmsprop(weights, v, 0.9, 1e-6);
                case ADABELIEF -> arena.adaBelief(weights, m, v, 0.9, 0.999, 1e-6);
                case ADAM -> arena.adam(weights, m, v, 0.9, 0.999, 1e-8);
            }
            for (int i = 0; i < LENGTH; i++) {
                short bits = doppel.kernels.host.Bfloat16.of((float) Elements.get(w, i));
                assertEquals(doppel.kernels.host.Bfloat16.toFloat(bits), Elements.get(w16, i), "copy of " + i);
            }
            for (int t = 0; t < STARTS.length; t++) {
                int from = STARTS[t];
                int to = from + SIZES[t];
                Buffer[] x = new Buffer[4];
                for (int k = 0; k < 4; k++) x[k] = exact.of(new Shape(SIZES[t]), Arrays.copyOfRange(old[k], from, to));
                var dropout =
                        keep < 1 ? new UpdateDropout(keep, 99, (long) step * STARTS.length + t) : UpdateDropout.NONE;
                var optimizers = reference.optimizers();
                switch (rule) {
                    case RMSPROP -> optimizers.rmsprop(x[0], x[1], x[3], wantedRate, 0.9, 1e-6, dropout);
                    case ADABELIEF ->
                        optimizers.adaBelief(x[0], x[1], x[2], x[3], wantedRate, 0.9, 0.999, 1e-6, dropout);
                    case ADAM -> optimizers.adam(x[0], x[1], x[2], x[3], step, wantedRate, 0.9, 0.999, 1e-8, dropout);
                }
                assertArrayEquals(Elements.read(x[0]), Arrays.copyOfRange(Elements.read(w), from, to), 2e-6);
                assertArrayEquals(Elements.read(x[2]), Arrays.copyOfRange(Elements.read(m), from, to), 2e-6);
                assertArrayEquals(Elements.read(x[3]), Arrays.copyOfRange(Elements.read(v), from, to), 2e-6);
            }
        }
    }

    private static boolean inTensor(int i) {
        for (int t = 0; t < STARTS.length; t++) {
            if (i >= STARTS[t] && i < STARTS[t] + SIZES[t]) return true;
        }
        return false;
    }

    private static Buffer control(Lab lab, EmulatedKernels kernels, ControlBlock block) {
        Buffer control = lab.target(DType.U8, new Shape(ControlBlock.BYTES));
        kernels.memory().uploadBytes(block.bytes(), control);
        return control;
    }

    @Test
    void longGradientsAreScaledToTheNormAndShortOnesAreNot() {
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32)) {
            Buffer g = lab.normal(100_003);
            Buffer h = lab.uniform(DType.BF16, -1, 1, 777);
            double squares = 0;
            for (double x : Elements.read(g)) squares += x * x;
            for (double x : Elements.read(h)) squares += x * x;
            Buffer norm = lab.target(DType.F32, new Shape());
            var arena = new LaunchedArena(kernels.launcher(), kernels.memory());
            Buffer control = control(lab, kernels, new ControlBlock(1, 0, 1, 0, 1, 5));
            arena.clip(control, norm, g, h);
            assertEquals(Math.sqrt(squares), Elements.get(norm, 0), 1e-6 * Math.sqrt(squares));
            float scale = control.segment().get(JAVA_FLOAT_UNALIGNED, ControlBlock.CLIP_SCALE_OFFSET);
            assertEquals(5 / Math.sqrt(squares), scale, 1e-8);
            Buffer loose = control(lab, kernels, new ControlBlock(1, 0, 1, 0, 1, 1e6f));
            arena.clip(loose, null, g, h);
            assertEquals(1f, loose.segment().get(JAVA_FLOAT_UNALIGNED, ControlBlock.CLIP_SCALE_OFFSET));
        }
    }

    @Test
    void theDeviceCountsSteps() {
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32)) {
            Buffer control = control(lab, kernels, new ControlBlock(41, 0, 1, 0, 1, 0));
            new LaunchedArena(kernels.launcher(), kernels.memory()).endStep(control);
            assertEquals(42, control.segment().get(JAVA_INT_UNALIGNED, ControlBlock.STEP_OFFSET));
        }
    }
}
