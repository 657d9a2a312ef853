package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Conv2d;
import doppel.tensor.ops.Matmul;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WhereTimeGoesTest {
    @Test
    void aTimedStepIsTheSameStep() {
        try (Kernels kernels = Backends.open(new Device.Cpu());
                var plain = new EightFaces(kernels, 1);
                var timed = new EightFaces(new TimedKernels(kernels).kernels(), 1)) {
            for (int i = 0; i < 3; i++) assertEquals(plain.step(), timed.step());
        }
    }

    @Test
    void callsBytesAndOperationsAreCounted() {
        try (Kernels kernels = Backends.open(new Device.Cpu())) {
            var timed = new TimedKernels(kernels);
            try (TensorScope model = new TensorScope(timed.kernels());
                    TensorScope step = model.recording()) {
                Tensor x = step.variable(step.zeros(new Shape(2, 8, 8, 3)));
                Tensor w = step.variable(step.zeros(new Shape(4, 3, 3, 3)));
                Tensor y = new Conv2d(Conv2dOptions.same(3), Activation.NONE).apply(x, w);
                Tensor v = step.variable(step.zeros(new Shape(4, 5)));
                Tensor z = new Matmul().apply(y.reshape(128, 4), v);
                step.tape().backward(z.sum());
            }
            Map<String, TimedKernels.Entry> entries =
                    timed.entries().stream().collect(Collectors.toMap(TimedKernels.Entry::name, e -> e));
            long convolution = 2L * 2 * 8 * 8 * 4 * 3 * 3 * 3;
            check(entries, "conv.forward", 1, convolution);
            check(entries, "conv.backwardData", 1, convolution);
            check(entries, "conv.backwardWeights", 1, convolution);
            check(entries, "matmul.multiply", 3, 3 * 2 * 128 * 4 * 5);
            assertEquals(
                    4 * (2 * 8 * 8 * 3 + 4 * 3 * 3 * 3 + 2 * 8 * 8 * 4),
                    entry(entries, "conv.forward").bytes());
        }
    }

    private static void check(Map<String, TimedKernels.Entry> entries, String name, int calls, long flops) {
        TimedKernels.Entry entry = entry(entries, name);
        assertEquals(calls, entry.calls(), name);
        assertEquals(flops, entry.flops(), name);
        assertTrue(entry.seconds() > 0, name);
    }

    private static TimedKernels.Entry entry(Map<String, TimedKernels.Entry> entries, String name) {
        return Objects.requireNonNull(entries.get(name), () -> name + " was not called: " + entries);
    }
}
