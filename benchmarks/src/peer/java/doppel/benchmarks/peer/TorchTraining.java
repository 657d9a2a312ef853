package doppel.benchmarks.peer;

import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.kernels.Precision;
import doppel.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A SAEHD model in training in libtorch, as {@link doppel.app.model.SaehdModel} and its step: net, loss, gradients, update.
 * In bf16 convolutions and products are under autocast over f32 weights; the loss is always f32.
 */
final class TorchTraining implements AutoCloseable {
    private final TorchWeights weights;
    private final TorchSwapNet net;
    private final TorchLoss loss;
    private final TorchOptimizer optimizer;
    private final boolean bf16;

    /** @param initial our weights by path, which are copied */
    TorchTraining(
            ModelOptions options,
            TrainOptions training,
            Map<String, Tensor> initial,
            MemoryFormat format,
            Precision precision) {
        weights = new TorchWeights(initial, format);
        net = new TorchSwapNet(options, weights);
        loss = new TorchLoss(options.resolution(), training);
        optimizer = new TorchOptimizer(training.optimizer(), weights);
        bf16 = precision == Precision.BF16;
    }

    MemoryFormat format() {
        return weights.format();
    }

    /** Takes a step: mean losses of both identities, added. */
    double step(TorchFaces source, TorchFaces destination) {
        double mean = backward(source, destination);
        optimizer.step();
        return mean;
    }

    /** The same up to the gradients. */
    double backward(TorchFaces source, TorchFaces destination) {
        try (PointerScope _ = new PointerScope()) {
            org.bytedeco.pytorch.Tensor sum = Libtorch.only(() -> {
                TorchSwapNet.Pair painted = cast(() -> net.reconstruct(source.input(), destination.input()));
                return loss.of(source, painted.source())
                        .add(loss.of(destination, painted.destination()))
                        .sum();
            });
            sum.backward();
            return sum.item_float() / source.input().size(0);
        }
    }

    /** The gradients, in our order of axes. */
    Map<String, float[]> gradients() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        weights.all().forEach((path, weight) -> {
            try (PointerScope _ = new PointerScope()) {
                gradients.put(path, Libtorch.toFloats(TorchWeights.ours(weight.grad())));
            }
        });
        return gradients;
    }

    /** Forgets the gradients. */
    void clear() {
        for (var weight : weights.all().values()) weight.mutable_grad().reset();
    }

    /**
     * The merge path's three pictures of faces.
     *
     * @param pictures {@code [n, r, r, 3]}
     * @return face {@code [n, r, r, 3]}, its mask and the destination's {@code [n, r, r, 1]}
     */
    float[][] swap(int n, int resolution, float[] pictures) {
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            var input = TorchFaces.turned(n, resolution, pictures, format());
            TorchSwapNet.Swapped swapped = cast(() -> net.swap(input));
            return new float[][] {
                Libtorch.toFloats(swapped.face().image().permute(0, 2, 3, 1)),
                Libtorch.toFloats(swapped.face().mask().permute(0, 2, 3, 1)),
                Libtorch.toFloats(swapped.destinationMask().permute(0, 2, 3, 1))
            };
        }
    }

    /** Under autocast if that is wanted. Casts of weights are kept for one pass; libtorch does not forget them by itself. */
    private <T> T cast(Supplier<T> forward) {
        if (!bf16) return forward.get();
        torch.set_autocast_dtype(DeviceType.CPU, torch.ScalarType.BFloat16);
        torch.set_autocast_enabled(DeviceType.CPU, true);
        try {
            return forward.get();
        } finally {
            torch.set_autocast_enabled(DeviceType.CPU, false);
            torch.clear_cache();
        }
    }

    @Override
    public void close() {
        optimizer.close();
        weights.close();
    }
}
