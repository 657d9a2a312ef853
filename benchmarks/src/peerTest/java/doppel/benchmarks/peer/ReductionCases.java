package doppel.benchmarks.peer;

import doppel.tensor.ops.CosineSimilarity;
import doppel.tensor.ops.Dssim;
import doppel.tensor.ops.Largest;
import doppel.tensor.ops.Matmul;
import doppel.tensor.ops.Mean;
import doppel.tensor.ops.Softmax;
import doppel.tensor.ops.Sum;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** What sums over many elements: reductions, products of matrices, and measures of likeness. */
final class ReductionCases {
    private ReductionCases() {}

    static List<OpCase> all() {
        return List.of(
                new OpCase("sum", d -> reduction(d, false)),
                new OpCase("mean", d -> reduction(d, true)),
                new OpCase("largest", ReductionCases::largest),
                new OpCase("softmax", d -> Trial.of(new Softmax(), x -> torch.softmax(x[0], -1), d.values(d.shape()))),
                new OpCase("matmul", ReductionCases::matmul),
                new OpCase("cosine similarity", ReductionCases::cosine),
                new OpCase("dssim", ReductionCases::dssim));
    }

    private static Trial reduction(Draw d, boolean mean) {
        int[] shape = d.shape();
        int[] axes = IntStream.range(0, shape.length).filter(_ -> d.coin()).toArray();
        long[] theirs = IntStream.of(axes).asLongStream().toArray();
        Input x = d.values(shape);
        if (axes.length == 0) {
            return mean
                    ? Trial.of(new Mean(), t -> t[0].mean(), x).longSums()
                    : Trial.of(new Sum(), t -> t[0].sum(), x).longSums();
        }
        long[] kept = IntStream.range(0, shape.length)
                .mapToLong(i -> IntStream.of(axes).anyMatch(axis -> axis == i) ? 1 : shape[i])
                .toArray();
        return mean
                ? Trial.of(new Mean(axes), t -> t[0].mean(theirs).reshape(kept), x)
                        .longSums()
                : Trial.of(new Sum(axes), t -> t[0].sum(theirs).reshape(kept), x)
                        .longSums();
    }

    private static Trial largest(Draw d) {
        int[] shape = d.shape();
        int axis = d.between(-shape.length, shape.length - 1);
        return Trial.of(new Largest(axis), x -> x[0].amax(new long[] {axis}, true), d.values(shape));
    }

    private static Trial matmul(Draw d) {
        int m = d.length();
        int k = d.of(1, 7, 16, 33, 100);
        int n = d.length();
        if (d.coin()) {
            return Trial.of(new Matmul(), x -> x[0].matmul(x[1]), d.values(m, k), d.weights(k, n))
                    .longSums();
        }
        Trial.Peer theirs = x -> x[0].matmul(x[1]).add(x[2]);
        return Trial.of(new Matmul(), theirs, d.values(m, k), d.weights(k, n), d.weights(n))
                .longSums();
    }

    private static Trial cosine(Draw d) {
        int n = d.between(1, 3);
        int k = d.between(1, 4);
        int q = d.between(1, 9);
        int c = d.of(2, 3, 15, 16, 17, 33);
        Trial.Peer theirs = x -> torch.cosine_similarity(x[0].unsqueeze(1), x[1], 3, 1e-8);
        return Trial.of(CosineSimilarity.DEFAULT, theirs, d.values(n, q, c), d.values(n, k, q, c));
    }

    private static Trial dssim(Draw d) {
        int window = d.between(3, 11);
        int[] shape = {d.between(1, 3), d.between(window, window + 9), d.between(window, window + 9), d.of(1, 3, 5)};
        Trial.Peer theirs = x -> dissimilarity(x[0], x[1], window).mean(1, 2);
        return Trial.of(Dssim.of(window), theirs, d.positive(shape), d.positive(shape))
                .longSums();
    }

    /** {@code (1 - luminance * contrast) / 2} at each place of the window, {@code [n, h, w, c]}. */
    static Tensor dissimilarity(Tensor a, Tensor b, int window) {
        Tensor along = torch.arange(Torch.number(window))
                .to(torch.ScalarType.Double)
                .sub(Torch.number((window - 1) / 2.0))
                .div(Torch.number(1.5));
        Tensor bell = along.mul(along).mul(Torch.number(-0.5)).exp();
        Tensor square = bell.view(window, 1).mul(bell.view(1, window));
        Tensor taps = square.div(square.sum()).expand(a.size(3), 1, window, window);
        Tensor ma = filtered(a, taps);
        Tensor mb = filtered(b, taps);
        Tensor varianceA = filtered(a.mul(a), taps).sub(ma.mul(ma));
        Tensor varianceB = filtered(b.mul(b), taps).sub(mb.mul(mb));
        Tensor covariance = filtered(a.mul(b), taps).sub(ma.mul(mb));
        Tensor luminance = ratio(ma.mul(mb).mul(Torch.number(2)), ma.mul(ma).add(mb.mul(mb)), 0.01 * 0.01);
        Tensor contrast = ratio(covariance.mul(Torch.number(2)), varianceA.add(varianceB), 0.03 * 0.03);
        return luminance.mul(contrast).neg().add(Torch.number(1)).div(Torch.number(2));
    }

    private static Tensor ratio(Tensor a, Tensor b, double steady) {
        return a.add(Torch.number(steady)).div(b.add(Torch.number(steady)));
    }

    private static Tensor filtered(Tensor x, Tensor taps) {
        long[] ones = Torch.twice(1);
        Tensor y = torch.conv2d(
                Torch.channelsFirst(x), taps, new TensorOptional(), ones, Torch.twice(0), ones, taps.size(0));
        return Torch.channelsLast(y);
    }
}
