package doppel.benchmarks.peer;

import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.tensor.ops.Conv2d;
import doppel.tensor.ops.SpreadConv2d;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Convolutions. Those with a leaky ReLU have small sums beside large biases, so that none lies near the kink. A 3 x 3
 * convolution of stride 1 takes another way from 32 tiles of 4 x 4 and 16 channels on; there are cases on both sides.
 */
final class ConvolutionCases {
    private ConvolutionCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>(List.of(
                new OpCase("conv2d", ConvolutionCases::any),
                new OpCase("conv2d 3 x 3", ConvolutionCases::tiled),
                new OpCase("conv2d 3 x 3 of 31 tiles", d -> ofTiles(d, 31, 16, 16)),
                new OpCase("conv2d 3 x 3 of 32 tiles", d -> ofTiles(d, 32, 16, 16)),
                new OpCase("conv2d 3 x 3 of 15 channels", d -> ofTiles(d, 33, 15, 17)),
                new OpCase("conv2d 3 x 3 of 17 channels", d -> ofTiles(d, 33, 17, 16)),
                new OpCase("conv2d 3 x 3 to 15 channels", d -> ofTiles(d, 33, 16, 15)),
                new OpCase("conv2d 3 x 3 with residual", ConvolutionCases::residual)));
        for (Activation a : List.of(Activation.NONE, Activation.leakyRelu(0.1), Activation.SIGMOID, Activation.TANH)) {
            cases.add(new OpCase("conv2d with " + a.kind(), d -> activated(d, a)));
            cases.add(new OpCase("spread conv2d with " + a.kind(), d -> spread(d, a)));
        }
        return cases;
    }

    static Tensor conv(Tensor x, Tensor w, TensorOptional bias, Conv2dOptions o) {
        Tensor padded = Torch.padded(Torch.channelsFirst(x), o.padding(), 0);
        Tensor y = torch.conv2d(
                padded,
                Torch.channelsFirst(w),
                bias,
                Torch.twice(o.stride()),
                Torch.twice(0),
                Torch.twice(o.dilation()),
                o.groups());
        return Torch.channelsLast(y);
    }

    private static Trial bare(Draw d, Conv2dOptions o, int[] x, int out, int kernel) {
        Input w = d.weights(out, kernel, kernel, x[3] / o.groups());
        Trial.Peer theirs = t -> conv(t[0], t[1], Torch.maybe(t, 2), o);
        var op = new Conv2d(o);
        Trial trial =
                d.coin() ? Trial.of(op, theirs, d.values(x), w) : Trial.of(op, theirs, d.values(x), w, d.weights(out));
        return trial.longSums();
    }

    private static Trial any(Draw d) {
        int kernel = d.between(1, 5);
        int groups = d.of(1, 1, 2, 3);
        var padding = new Padding(d.between(0, 2), d.between(0, 2), d.between(0, 2), d.between(0, 2));
        var options = new Conv2dOptions(d.between(1, 2), d.between(1, 2), groups, padding);
        int[] x = {d.between(1, 3), d.between(9, 14), d.between(9, 14), groups * d.of(1, 3, 8, 16)};
        return bare(d, options, x, groups * d.of(1, 2, 5, 16), kernel);
    }

    /** Mostly large enough for the other way, with borders that cut tiles. */
    private static Trial tiled(Draw d) {
        var padding = new Padding(d.between(0, 2), d.between(0, 2), d.between(0, 2), d.between(0, 2));
        int[] x = {d.between(1, 3), d.between(13, 23), d.between(13, 23), d.of(16, 17, 24, 33)};
        return bare(d, Conv2dOptions.DEFAULT.withPadding(padding), x, d.of(16, 19, 32), 3);
    }

    private static Trial ofTiles(Draw d, int pictures, int in, int out) {
        int[] x = {pictures, d.between(3, 4), d.between(3, 4), in};
        return bare(d, Conv2dOptions.same(3), x, out, 3);
    }

    private static Trial residual(Draw d) {
        Conv2dOptions o = Conv2dOptions.same(3);
        int c = d.of(7, 16, 32);
        int[] x = {2, d.between(13, 18), d.between(13, 18), c};
        Activation activation = Activation.leakyRelu(0.2);
        Trial.Peer theirs =
                t -> Torch.activated(conv(t[0], t[1], Torch.maybe(t, 2), o).add(t[3]), activation);
        Input w = d.smallTaps(9 * c, c, 3, 3, c);
        Input added = d.drawn(Input.Kind.VALUE, 0.05, 0.2, true, x);
        return Trial.of(new Conv2d(o, activation), theirs, d.values(x), w, d.clearBias(c), added)
                .longSums();
    }

    private static Trial activated(Draw d, Activation activation) {
        int kernel = d.of(1, 3, 5);
        Conv2dOptions o = Conv2dOptions.same(kernel).withStride(d.between(1, 2));
        int[] x = {2, d.between(9, 18), d.between(9, 18), d.of(3, 16)};
        int out = d.of(3, 8, 16);
        Trial.Peer theirs = t -> Torch.activated(conv(t[0], t[1], Torch.maybe(t, 2), o), activation);
        Input w = d.smallTaps(kernel * kernel * x[3], out, kernel, kernel, x[3]);
        return Trial.of(new Conv2d(o, activation), theirs, d.values(x), w, d.clearBias(out))
                .longSums();
    }

    private static Trial spread(Draw d, Activation activation) {
        int block = d.between(1, 3);
        Conv2dOptions o = Conv2dOptions.same(3);
        int[] x = {2, d.between(7, 18), d.between(7, 18), d.of(3, 16)};
        int out = block * block * d.of(2, 4, 8);
        Trial.Peer theirs = t -> {
            Tensor y = conv(t[0], t[1], Torch.maybe(t, 2), o);
            return Torch.spread(Torch.activated(y, activation), block);
        };
        Input w = d.smallTaps(9 * x[3], out, 3, 3, x[3]);
        return Trial.of(new SpreadConv2d(o, activation, block), theirs, d.values(x), w, d.clearBias(out))
                .longSums();
    }
}
