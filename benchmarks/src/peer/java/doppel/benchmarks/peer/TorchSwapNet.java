package doppel.benchmarks.peer;

import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** {@link doppel.app.model.SwapNet} in libtorch: DeepFaceLab's df and liae with options u, d, t and c. */
final class TorchSwapNet {
    /**
     * What a decoder paints, f32.
     *
     * @param image {@code [n, 3, r, r]}
     * @param mask {@code [n, 1, r, r]}
     */
    record Painted(Tensor image, Tensor mask) {
        Painted faces(long from, long n) {
            return new Painted(image.narrow(0, from, n), mask.narrow(0, from, n));
        }
    }

    /** Both identities painted as themselves. */
    record Pair(Painted source, Painted destination) {}

    /** The destination painted with the source's identity, and the mask of the destination's own face. */
    record Swapped(Painted face, Tensor destinationMask) {}

    private final ModelOptions options;
    private final Archi archi;
    private final TorchBlocks blocks;

    TorchSwapNet(ModelOptions options, TorchWeights weights) {
        this.options = options;
        archi = options.archi();
        blocks = new TorchBlocks(weights, archi.cosine());
    }

    /** Source and destination go through the encoder together. */
    Pair reconstruct(Tensor source, Tensor destination) {
        long n = source.size(0);
        long m = destination.size(0);
        Tensor code = encode(cat(0, source, destination));
        if (archi.kind() == Archi.Kind.DF) {
            Tensor map = inter("inter", code);
            return new Pair(decode("decoder_src", map.narrow(0, 0, n)), decode("decoder_dst", map.narrow(0, n, m)));
        }
        Tensor shared = inter("inter_AB", code);
        Tensor own = inter("inter_B", code.narrow(0, n, m));
        Tensor first = cat(0, shared.narrow(0, 0, n), own);
        Painted both = decode("decoder", blocks.formatted(cat(1, first, shared)));
        return new Pair(both.faces(0, n), both.faces(n, m));
    }

    /** The destination with the identity of the source; nothing is painted that is not asked for. */
    Swapped swap(Tensor destination) {
        Tensor code = encode(destination);
        if (archi.kind() == Archi.Kind.DF) {
            Tensor map = inter("inter", code);
            return new Swapped(decode("decoder_src", map), mask("decoder_dst", map));
        }
        Tensor shared = inter("inter_AB", code);
        Tensor own = inter("inter_B", code);
        return new Swapped(
                decode("decoder", blocks.formatted(cat(1, shared, shared))),
                mask("decoder", blocks.formatted(cat(1, own, shared))));
    }

    /** The last map in row order, channels innermost, as ours. */
    private Tensor encode(Tensor x) {
        List<UnaryOperator<Tensor>> body = new ArrayList<>();
        for (int i = 0; i < 4 && !archi.deep(); i++) body.add(blocks.downscale("encoder/down1/downs_" + i));
        for (int i = 1; i < 6 && archi.deep(); i++) {
            body.add(blocks.downscale("encoder/down" + i));
            if (i == 1 || i == 5) body.add(blocks.residual("encoder/res" + i));
        }
        body.add(y -> y.permute(0, 2, 3, 1).flatten(1, 3));
        if (archi.normalised()) body.add(TorchSwapNet::normalised);
        return TorchBlocks.through(x, body);
    }

    private static Tensor normalised(Tensor code) {
        Tensor wide = code.to(torch.ScalarType.Float);
        Tensor square = wide.square().mean(1).unsqueeze(1);
        return wide.mul(square.add(new Scalar(1e-6)).rsqrt());
    }

    private Tensor inter(String path, Tensor code) {
        int low = archi.low(options.resolution());
        List<UnaryOperator<Tensor>> body = new ArrayList<>();
        body.add(x -> blocks.dense(x, path + "/dense1"));
        body.add(x -> blocks.dense(x, path + "/dense2"));
        body.add(x -> {
            long out = x.size(1) / ((long) low * low);
            return blocks.formatted(x.view(-1, low, low, out).permute(0, 3, 1, 2));
        });
        if (!archi.deep()) body.add(blocks.upscale(path + "/upscale1"));
        return TorchBlocks.through(code, body);
    }

    private Painted decode(String path, Tensor map) {
        List<UnaryOperator<Tensor>> body = new ArrayList<>();
        for (int i = 0; i < doublings(); i++) {
            body.add(blocks.upscale(path + "/upscale" + i));
            body.add(blocks.residual(path + "/res" + i));
        }
        body.add(archi.doubled() ? x -> interleaved(x, path) : x -> blocks.conv(x, path + "/out_conv", 1));
        body.add(TorchSwapNet::sigmoid);
        return new Painted(TorchBlocks.through(map, body), mask(path, map));
    }

    private Tensor mask(String path, Tensor map) {
        List<UnaryOperator<Tensor>> body = new ArrayList<>();
        int ups = doublings() + (archi.doubled() ? 1 : 0);
        for (int i = 0; i < ups; i++) body.add(blocks.upscale(path + "/upscalem" + i));
        body.add(x -> blocks.conv(x, path + "/out_convm", 1));
        body.add(TorchSwapNet::sigmoid);
        return TorchBlocks.through(map, body);
    }

    private int doublings() {
        return archi.deep() ? 4 : 3;
    }

    /** Four pictures of half the size, one for each pixel of a 2 x 2 block. */
    private Tensor interleaved(Tensor x, String path) {
        Tensor[] parts = IntStream.range(0, 4)
                .mapToObj(i -> blocks.conv(x, path + "/out_conv" + (i == 0 ? "" : i), 1))
                .toArray(Tensor[]::new);
        return blocks.depthToSpace(blocks.formatted(cat(1, parts)));
    }

    private static Tensor sigmoid(Tensor x) {
        return x.to(torch.ScalarType.Float).sigmoid();
    }

    private static Tensor cat(long axis, Tensor... parts) {
        return torch.cat(new TensorVector(parts), axis);
    }
}
