package doppel.benchmarks.peer;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The blocks of DeepFaceLab's networks in libtorch, by our weights and paths; pictures are {@code [n, c, h, w]}.
 * Written for speed and memory: activations and residuals work in place, where PyTorch keeps the result for the
 * backward pass, not the input.
 */
record TorchBlocks(TorchWeights weights, boolean cosine) {
    private static final long[] ONES = {1, 1};

    /** One block after the other; what lies between is not held here. */
    static Tensor through(Tensor x, List<UnaryOperator<Tensor>> blocks) {
        Tensor at = Libtorch.only(() -> blocks.getFirst().apply(x));
        for (UnaryOperator<Tensor> block : blocks.subList(1, blocks.size())) {
            Tensor from = at;
            at = Libtorch.only(() -> block.apply(from));
            from.close();
        }
        return at;
    }

    UnaryOperator<Tensor> downscale(String path) {
        return x -> act(conv(x, path + "/conv1", 2), 0.1);
    }

    UnaryOperator<Tensor> upscale(String path) {
        return x -> depthToSpace(act(conv(x, path + "/conv1", 1), 0.1));
    }

    UnaryOperator<Tensor> residual(String path) {
        return x -> {
            Tensor first = act(conv(x, path + "/conv1", 1), 0.2);
            Tensor second = conv(first, path + "/conv2", 1);
            second.add_(x);
            return act(second, 0.2);
        };
    }

    /** Padded so that stride 1 keeps the size. */
    Tensor conv(Tensor x, String path, long stride) {
        Tensor w = weights.get(path + "/weight");
        var bias = new TensorOptional(weights.get(path + "/bias"));
        long padding = w.size(2) / 2;
        return torch.conv2d(x, w, bias, new long[] {stride, stride}, new long[] {padding, padding}, ONES, 1);
    }

    Tensor dense(Tensor x, String path) {
        return torch.linear(x, weights.get(path + "/weight"), new TensorOptional(weights.get(path + "/bias")));
    }

    /** The net's format, without a copy if x has it. */
    Tensor formatted(Tensor x) {
        return x.contiguous(weights.format());
    }

    /** {@code [n, 4 c, h, w]} to {@code [n, c, 2 h, 2 w]}, blocks outermost in the channels; one copy. */
    Tensor depthToSpace(Tensor x) {
        long n = x.size(0);
        long c = x.size(1) / 4;
        long h = x.size(2);
        long w = x.size(3);
        if (!weights.channelsLast()) {
            return x.view(n, 2, 2, c, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, c, 2 * h, 2 * w);
        }
        return x.permute(0, 2, 3, 1)
                .view(n, h, w, 2, 2, c)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(n, 2 * h, 2 * w, c)
                .permute(0, 3, 1, 2);
    }

    private Tensor act(Tensor x, double slope) {
        if (cosine) return x.mul(x.cos());
        torch.leaky_relu_(x, new Scalar(slope));
        return x;
    }
}
