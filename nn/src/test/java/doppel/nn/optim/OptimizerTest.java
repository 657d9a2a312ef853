package doppel.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights after some steps on {@code sum((a b - 1)^2)}. */
class OptimizerTest {
    private static final int N = 1000;

    static List<OptimizerOptions> options() {
        List<OptimizerOptions> all = new ArrayList<>();
        for (UpdateRule rule :
                List.of(UpdateRule.RmsProp.DEFAULT, UpdateRule.AdaBelief.DEFAULT, UpdateRule.Adam.DEFAULT)) {
            var plain = OptimizerOptions.of(rule, 1e-2);
            all.add(plain);
            all.add(plain.withUpdateDropout(3));
            all.add(plain.withClipNorm(0.5));
        }
        return all;
    }

    /** Weights, moments and the loss before the last step. */
    private static Map<String, float[]> train(OptimizerOptions options, int steps, boolean consuming) {
        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope model = new TensorScope(kernels)) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (String name : List.of("a", "b", "unused")) {
                Tensor w = model.variable(new Shape(N));
                kernels.random().uniform(1, name.hashCode(), 0.5, 1.5, w.buffer());
                weights.put(name, w);
            }
            var optimizer = new Optimizer(options, weights, model);
            Map<String, float[]> state = new LinkedHashMap<>();
            for (int i = 0; i < steps; i++) {
                try (TensorScope step = model.recording()) {
                    Tensor one = step.full(new Shape(N), DType.F32, 1);
                    Tensor rest = one.minus(named(weights, "a").times(one).times(named(weights, "b")));
                    Tensor loss = rest.times(rest).sum();
                    state.put("loss", loss.toFloats());
                    if (consuming) {
                        optimizer.begin(options.rate());
                        optimizer.move(loss);
                    } else {
                        optimizer.step(step.tape().backward(loss));
                    }
                }
            }
            assertEquals(steps, optimizer.steps());
            weights.forEach((name, w) -> state.put(name, w.toFloats()));
            optimizer.state().forEach((name, m) -> state.put(name, m.toFloats()));
            return state;
        }
    }

    private static <T> T named(Map<String, T> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    @ParameterizedTest
    @MethodSource("options")
    void movingAsGradientsComeIsMovingByAllOfThem(OptimizerOptions options) {
        Map<String, float[]> all = train(options, 4, false);
        Map<String, float[]> each = train(options, 4, true);
        assertEquals(all.keySet(), each.keySet());
        all.forEach((name, values) -> assertArrayEquals(values, each.get(name), name));
    }

    @ParameterizedTest
    @MethodSource("options")
    void movingBranchByBranchIsMovingAtOnce(OptimizerOptions options) {
        List<float[]> atOnce = branches(options, false);
        List<float[]> byBranch = branches(options, true);
        for (int i = 0; i < 3; i++) assertArrayEquals(atOnce.get(i), byBranch.get(i), 1e-6f);
    }

    /** Four steps towards {@code trunk * first = 1} and {@code trunk * second = 2}. */
    private static List<float[]> branches(OptimizerOptions options, boolean byBranch) {
        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope model = new TensorScope(kernels)) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (String name : List.of("trunk", "first", "second")) {
                Tensor w = model.variable(new Shape(N));
                kernels.random().uniform(1, name.hashCode(), 0.5, 1.5, w.buffer());
                weights.put(name, w);
            }
            var optimizer = new Optimizer(options, weights, model);
            for (int i = 0; i < 4; i++) {
                try (TensorScope step = model.recording()) {
                    optimizer.begin(options.rate());
                    Tensor trunk = step.full(new Shape(N), DType.F32, 1).times(named(weights, "trunk"));
                    int shared = step.tape().size();
                    Tensor first = distance(trunk.times(named(weights, "first")), 1);
                    if (byBranch) optimizer.move(first, shared);
                    Tensor second = distance(trunk.times(named(weights, "second")), 2);
                    optimizer.move(byBranch ? second : first.plus(second));
                }
            }
            return weights.values().stream().map(Tensor::toFloats).toList();
        }
    }

    private static Tensor distance(Tensor x, double from) {
        Tensor rest = x.plus(-from);
        return rest.times(rest).sum();
    }

    @Test
    void theLossFallsAndAWeightWithoutAGradientStays() {
        OptimizerOptions options = OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 1e-2);
        Map<String, float[]> first = train(options, 1, true);
        Map<String, float[]> last = train(options, 40, true);
        assertTrue(
                named(last, "loss")[0] < 0.2 * named(first, "loss")[0],
                named(first, "loss")[0] + " to " + named(last, "loss")[0]);
        assertArrayEquals(first.get("unused"), last.get("unused"));
        assertArrayEquals(new float[N], last.get("ms/unused"));
    }

    @Test
    void dropoutMovesItsShareOfTheWeights() {
        var options = new OptimizerOptions(UpdateRule.RmsProp.DEFAULT, 1e-2, 0.3, 0, 0, 5);
        float[] before = named(train(OptimizerOptions.of(UpdateRule.RmsProp.DEFAULT, 1e-2), 0, true), "a");
        float[] after = named(train(options, 1, true), "a");
        int moved = 0;
        for (int i = 0; i < N; i++) if (before[i] != after[i]) moved++;
        assertTrue(Math.abs(moved - 300) < 60, moved + " of " + N + " moved");
    }

    @Test
    void clippedGradientsHaveTheNormAskedFor() {
        OptimizerOptions options =
                OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 1e-2).withClipNorm(0.5);
        Map<String, float[]> state = train(options, 1, true);
        double squares = 0;
        for (String name : List.of("ms/a", "ms/b")) for (float m : named(state, name)) squares += m * m;
        assertEquals(0.5 * (1 - 0.9), Math.sqrt(squares), 1e-6); // m = (1 - beta1) g after the first step
    }
}
