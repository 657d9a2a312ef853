package doppel.benchmarks.peer;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Conv2d;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Conv2dParityTest {
    static Stream<Arguments> layers() {
        return Stream.of(
                arguments(new Shape(2, 17, 15, 3), 8, 5, Conv2dOptions.same(5).withStride(2)),
                arguments(new Shape(3, 9, 9, 24), 16, 3, Conv2dOptions.same(3)),
                arguments(new Shape(1, 8, 8, 12), 12, 3, Conv2dOptions.same(3).withGroups(12)),
                arguments(new Shape(2, 8, 8, 32), 3, 1, Conv2dOptions.same(1)));
    }

    @ParameterizedTest(name = "{0} to {1} channels, kernel {2}")
    @MethodSource("layers")
    void forwardAndGradientsAreLibtorchs(Shape input, int out, int kernel, Conv2dOptions options) {
        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope ours = new TensorScope(kernels);
                TensorScope step = ours.recording();
                PointerScope _ = new PointerScope()) {
            int groupIn = input.size(3) / options.groups();
            Tensor x = drawn(step, input, 1);
            Tensor w = drawn(step, new Shape(out, kernel, kernel, groupIn), 2);
            Tensor b = drawn(step, new Shape(out), 3);
            Tensor y = new Conv2d(options).apply(x, w, b);
            Tensor dy = drawn(step, y.shape(), 4);
            Gradients gradients = step.tape().backward(y.times(dy.detached()).sum(0, 1, 2, 3));

            var tx = Libtorch.of(x).permute(0, 3, 1, 2).set_requires_grad(true);
            var tw = Libtorch.of(w).permute(0, 3, 1, 2).set_requires_grad(true);
            var tb = Libtorch.of(b).set_requires_grad(true);
            long[] stride = {options.stride(), options.stride()};
            long[] padding = {kernel / 2, kernel / 2};
            var ty = torch.conv2d(tx, tw, new TensorOptional(tb), stride, padding, new long[] {1, 1}, options.groups())
                    .permute(0, 2, 3, 1);
            ty.mul(Libtorch.of(dy)).sum().backward();

            Difference.check("y", ty, y, 1e-5);
            Difference.check("dx", tx.grad().permute(0, 2, 3, 1), gradients.of(x), 1e-5);
            Difference.check("dw", tw.grad().permute(0, 2, 3, 1), gradients.of(w), 1e-5);
            Difference.check("db", tb.grad(), gradients.of(b), 1e-5);
        }
    }

    private static Tensor drawn(TensorScope scope, Shape shape, long seed) {
        Tensor x = scope.variable(shape);
        scope.kernels().random().uniform(seed, 0, -1, 1, x.buffer());
        return x;
    }
}
