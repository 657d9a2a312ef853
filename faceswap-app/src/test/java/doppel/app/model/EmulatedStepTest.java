package doppel.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.FaceType;
import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.kernels.cuda.EmulatedKernels;
import doppel.kernels.cuda.EmulatedKernels.Convolution;
import doppel.nn.Parameters;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Losses and gradients of one step by our CUDA kernels, emulated on the host, against those of the CPU: in f32, and
 * with all that lies between the layers kept in bf16. Convolutions are products of columns, which the emulation is
 * fastest with.
 */
class EmulatedStepTest {
    private static final int EDGE = 64;
    private static final int FACES = 1;
    private static final TrainOptions TRAINING =
            new TrainOptions(FACES, true, true, OptimizerOptions.of(UpdateRule.AdaBelief.DEFAULT, 5e-5));

    /** @param gradients of each weight by its path */
    private record Step(float[] source, float[] destination, Map<String, float[]> gradients) {}

    @ParameterizedTest
    @ValueSource(strings = {"df", "liae-ud", "df-tc"})
    void agreesWithTheCpu(String archi) {
        Step wanted;
        try (Kernels cpu = Backends.open(new Device.Cpu())) {
            wanted = step(cpu, archi);
        }
        try (Kernels emulated = new EmulatedKernels(false, Convolution.COLUMNS, DType.F32)) {
            compare(wanted, step(emulated, archi), 1e-4, 0.9999);
        }
        try (Kernels emulated = new EmulatedKernels(false, Convolution.COLUMNS, DType.BF16)) {
            // a rounding turns some activations' signs, and with them the slope: gradients differ by more than by
            // roundings
            compare(wanted, step(emulated, archi), 0.01, 0.97);
        }
    }

    private static Step step(Kernels kernels, String archi) {
        var options = new ModelOptions(Archi.parse(archi), EDGE, 32, 16, 16, 16, FaceType.FULL);
        try (var model = new TensorScope(kernels);
                var scope = model.recording()) {
            var parameters = new Parameters(model, 5);
            SwapNet net = SwapNet.create(options, parameters);
            var loss = new SaehdLoss(EDGE, TRAINING);
            SwapNet.Pair painted = net.reconstruct(pictures(scope, 3, 0.3), pictures(scope, 3, 1.9));
            Painted first = painted.source().get();
            Painted second = painted.destination().get();
            for (Tensor made : List.of(first.image(), second.mask())) assertEquals(DType.F32, made.dtype());
            Tensor source = loss.of(targets(scope, 0.3), first);
            Tensor destination = loss.of(targets(scope, 1.9), second);
            Gradients found = scope.tape().backward(source.plus(destination));
            Map<String, float[]> gradients = new LinkedHashMap<>();
            parameters
                    .all()
                    .forEach((path, weight) ->
                            gradients.put(path, found.of(weight).toFloats()));
            return new Step(source.toFloats(), destination.toFloats(), gradients);
        }
    }

    private static FaceTargets targets(TensorScope scope, double phase) {
        float[] inside = new float[FACES * EDGE * EDGE];
        float[] eyes = new float[inside.length];
        for (int i = 0; i < inside.length; i++) {
            int dx = i % EDGE - EDGE / 2;
            int dy = i / EDGE % EDGE - EDGE / 2;
            inside[i] = dx * dx + dy * dy < EDGE * EDGE / 8 ? 1 : 0;
            eyes[i] = dy < 0 && dy > -8 && Math.abs(dx) > 4 && Math.abs(dx) < 16 ? 1 : 0;
        }
        var shape = new Shape(FACES, EDGE, EDGE, 1);
        return new FaceTargets(pictures(scope, 3, phase + 0.1), scope.of(shape, inside), scope.of(shape, eyes));
    }

    private static Tensor pictures(TensorScope scope, int channels, double phase) {
        float[] values = new float[FACES * EDGE * EDGE * channels];
        for (int i = 0; i < values.length; i++) {
            int x = i / channels % EDGE;
            int y = i / channels / EDGE;
            values[i] = (float) (0.5 + 0.5 * Math.sin(0.05 * y + 0.11 * x * Math.cos(phase) + i % channels + phase));
        }
        return scope.of(new Shape(FACES, EDGE, EDGE, channels), values);
    }

    private static void compare(Step wanted, Step got, double ofLosses, double cosine) {
        for (int face = 0; face < FACES; face++) {
            assertEquals(wanted.source[face], got.source[face], ofLosses * wanted.source[face]);
            assertEquals(wanted.destination[face], got.destination[face], ofLosses * wanted.destination[face]);
        }
        wanted.gradients.forEach((path, gradient) -> {
            float[] other = Objects.requireNonNull(got.gradients.get(path));
            double alike = product(gradient, other) / Math.sqrt(product(gradient, gradient) * product(other, other));
            assertTrue(alike > cosine, "cosine of %s: %s".formatted(path, alike));
            double length = Math.sqrt(product(other, other) / product(gradient, gradient));
            assertEquals(1, length, 10 * (1 - cosine), "length of " + path);
        });
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (double) a[i] * b[i];
        return sum;
    }
}
