package doppel.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.nn.optim.Optimizer;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 50 steps of each optimizer on weights of several sizes, from the formulas in doubles. Gradients are drawn anew at each
 * step; every seventh weight has gradients a thousand times smaller.
 */
class OptimizerParityTest {
    private static final int STEPS = 50;
    private static final int[] SIZES = {1, 7, 16, 33, 1000};

    static Stream<Arguments> optimizers() {
        return Stream.of(
                        OptimizerOptions.of(UpdateRule.RmsProp.DEFAULT, 1e-3),
                        OptimizerOptions.of(new UpdateRule.RmsProp(0.8, 1e-2), 1e-3),
                        OptimizerOptions.of(UpdateRule.AdaBelief.DEFAULT, 1e-3),
                        OptimizerOptions.of(new UpdateRule.AdaBelief(0.5, 0.9, 1e-2), 1e-3),
                        OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 1e-3),
                        OptimizerOptions.of(new UpdateRule.Adam(0.5, 0.95, 1e-2), 1e-3),
                        OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 1e-3).withClipNorm(2),
                        new OptimizerOptions(UpdateRule.AdaBelief.DEFAULT, 1e-3, 1, 20, 0.5, 0))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void weightsAndMomentsAfterFiftySteps(OptimizerOptions options) {
        Draw d = new Draw("optimizer", 1);
        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope model = new TensorScope(kernels);
                PointerScope _ = new PointerScope()) {
            Map<String, doppel.tensor.Tensor> weights = new LinkedHashMap<>();
            Map<String, Slow> theirs = new LinkedHashMap<>();
            for (int size : SIZES) {
                var w = d.weights(size).in(model, DType.F32);
                weights.put("w" + size, w);
                theirs.put("w" + size, new Slow(Parity.peer(w.detached()), options));
            }
            var start = new LinkedHashMap<String, float[]>();
            weights.forEach((path, w) -> start.put(path, w.toFloats()));
            var optimizer = new Optimizer(options, weights, model);
            for (int t = 1; t <= STEPS; t++) step(model, optimizer, weights, theirs, d, t);
            theirs.forEach((path, slow) -> {
                var ours = Objects.requireNonNull(weights.get(path));
                Difference.check(path + ", weight", slow.weight(), ours, 1e-6);
                moved(path, Objects.requireNonNull(start.get(path)), slow, ours);
                int i = 0;
                for (String moment : options.rule().moments()) {
                    var found = Objects.requireNonNull(optimizer.state().get(moment + "/" + path));
                    Difference.check(path + ", " + moment, slow.moments().get(i++), found, 1e-5);
                }
            });
        }
    }

    /** How far they moved, which is small beside the weights. */
    private static void moved(String path, float[] start, Slow slow, doppel.tensor.Tensor ours) {
        float[] wanted = Libtorch.toFloats(slow.weight().sub(Libtorch.of(start, start.length)));
        float[] got = ours.toFloats();
        for (int i = 0; i < got.length; i++) got[i] -= start[i];
        double relative = Difference.relative(wanted, got);
        assertTrue(relative < 1e-4, () -> path + " moved otherwise by " + relative);
    }

    /** A loss whose gradients are what is drawn. */
    private static void step(
            TensorScope model,
            Optimizer optimizer,
            Map<String, doppel.tensor.Tensor> weights,
            Map<String, Slow> theirs,
            Draw d,
            int t) {
        try (TensorScope step = model.recording();
                PointerScope _ = new PointerScope()) {
            var loss = step.zeros(new Shape());
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            double squares = 0;
            for (var entry : weights.entrySet()) {
                var g = d.drawn(
                        Input.Kind.CONSTANT,
                        0.05,
                        1,
                        d.coin(),
                        entry.getValue().shape().sizes());
                for (int i = 6; i < g.values().length; i += 7) g.values()[i] *= 1e-3f;
                for (float x : g.values()) squares += (double) x * x;
                var drawn = g.in(step, DType.F32);
                gradients.put(entry.getKey(), Parity.peer(drawn));
                loss = loss.plus(entry.getValue().times(drawn).sum());
            }
            optimizer.step(step.tape().backward(loss));
            double clip = optimizer.options().clipNorm();
            double scale = clip > 0 ? Math.min(1, clip / Math.sqrt(squares)) : 1;
            gradients.forEach(
                    (path, g) -> Objects.requireNonNull(theirs.get(path)).move(g.mul(Torch.number(scale)), t));
        }
    }

    /** One weight and its moments, which libtorch moves in doubles. */
    private record Slow(Tensor weight, List<Tensor> moments, OptimizerOptions options) {
        Slow(Tensor weight, OptimizerOptions options) {
            this(weight, new ArrayList<>(), options);
            for (int i = 0; i < options.rule().moments().size(); i++) moments.add(torch.zeros_like(weight));
        }

        void move(Tensor g, int t) {
            double rate = options.rate();
            if (options.cosinePeriod() > 0) rate *= (Math.cos(2 * Math.PI * t / options.cosinePeriod()) + 1) / 2;
            Tensor change = switch (options.rule()) {
                case UpdateRule.RmsProp(double rho, double epsilon) -> {
                    mix(0, rho, g.mul(g));
                    yield g.div(moments.get(0).sqrt().add(Torch.number(epsilon)));
                }
                case UpdateRule.AdaBelief(double beta1, double beta2, double epsilon) -> {
                    mix(0, beta1, g);
                    Tensor apart = g.sub(moments.get(0));
                    mix(1, beta2, apart.mul(apart));
                    yield moments.get(0).div(moments.get(1).sqrt().add(Torch.number(epsilon)));
                }
                case UpdateRule.Adam(double beta1, double beta2, double epsilon) -> {
                    mix(0, beta1, g);
                    mix(1, beta2, g.mul(g));
                    Tensor m = moments.get(0).div(Torch.number(1 - Math.pow(beta1, t)));
                    Tensor v = moments.get(1).div(Torch.number(1 - Math.pow(beta2, t)));
                    yield m.div(v.sqrt().add(Torch.number(epsilon)));
                }
            };
            weight.sub_(change.mul(Torch.number(rate)));
        }

        private void mix(int i, double share, Tensor x) {
            moments.get(i).mul_(Torch.number(share)).add_(x.mul(Torch.number(1 - share)));
        }
    }
}
