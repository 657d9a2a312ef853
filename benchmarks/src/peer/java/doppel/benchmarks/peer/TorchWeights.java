package doppel.benchmarks.peer;

import doppel.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Copies of our weights by their paths, turned to how libtorch has them, as variables that want gradients. */
final class TorchWeights implements AutoCloseable {
    private final Map<String, org.bytedeco.pytorch.Tensor> byPath = new LinkedHashMap<>();
    private final MemoryFormat format;

    /** @param format of convolutions' weights and of all that goes through them */
    TorchWeights(Map<String, Tensor> ours, MemoryFormat format) {
        this.format = format;
        ours.forEach((path, weight) -> byPath.put(path, Libtorch.only(() -> turned(weight))));
    }

    /** {@code [out, kh, kw, in]} to {@code [out, in, kh, kw]}, {@code [in, out]} to {@code [out, in]}. */
    private org.bytedeco.pytorch.Tensor turned(Tensor weight) {
        org.bytedeco.pytorch.Tensor x = Libtorch.of(weight);
        var turned = switch (weight.shape().rank()) {
            case 4 -> x.permute(0, 3, 1, 2).contiguous(format);
            case 2 -> x.t().contiguous();
            default -> x;
        };
        turned.set_requires_grad(true);
        return turned;
    }

    /** A gradient or another tensor of a weight's shape, its axes in our order. */
    static org.bytedeco.pytorch.Tensor ours(org.bytedeco.pytorch.Tensor x) {
        return switch ((int) x.dim()) {
            case 4 -> x.permute(0, 2, 3, 1);
            case 2 -> x.t();
            default -> x;
        };
    }

    MemoryFormat format() {
        return format;
    }

    boolean channelsLast() {
        return format == torch.MemoryFormat.ChannelsLast;
    }

    /** @throws IllegalArgumentException if there is no such weight */
    org.bytedeco.pytorch.Tensor get(String path) {
        org.bytedeco.pytorch.Tensor weight = byPath.get(path);
        if (weight == null) throw new IllegalArgumentException("weights: no " + path + " among " + byPath.keySet());
        return weight;
    }

    /** In the order of ours. */
    Map<String, org.bytedeco.pytorch.Tensor> all() {
        return byPath;
    }

    @Override
    public void close() {
        byPath.values().forEach(org.bytedeco.pytorch.Tensor::close);
    }
}
