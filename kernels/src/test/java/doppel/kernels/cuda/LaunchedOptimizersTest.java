package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import doppel.kernels.host.Elements;
import java.util.Arrays;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One launch over an arena of tensors against the reference on each of them. */
@ParameterizedClass(name = "last block and thread first: {0}")
@ValueSource(booleans = {false, true})
class LaunchedOptimizersTest {
    @Parameter
    boolean backwards;

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
        check(rule, DType.F32, 1);
        check(rule, DType.F32, 0.3);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void bf16GradientsAndCopiesOfWeights(Rule rule) {
        check(rule, DType.BF16, 0.3);
    }

    private void check(Rule rule, DType gradients, double keep) {
        var step = new UpdateControl(7, 99, 0.01, keep, 0);
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
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
            Buffer control = lab.control(step);
            var arena = new LaunchedOptimizers(kernels.launcher(), kernels.memory(), null);
            var weights = new LaunchedOptimizers.Weights(w, w16, g, starts, control, 5);
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
                var optimizers = reference.optimizers();
                Buffer exactly = exact.control(step);
                int number = 5 + t;
                switch (rule) {
                    case RMSPROP -> optimizers.rmsprop(x[0], x[1], x[3], 0.9, 1e-6, exactly, number);
                    case ADABELIEF -> optimizers.adaBelief(x[0], x[1], x[2], x[3], 0.9, 0.999, 1e-6, exactly, number);
                    case ADAM -> optimizers.adam(x[0], x[1], x[2], x[3], 0.9, 0.999, 1e-8, exactly, number);
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
}
