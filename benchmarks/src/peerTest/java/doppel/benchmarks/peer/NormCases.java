package doppel.benchmarks.peer;

import doppel.tensor.ops.BatchNorm;
import doppel.tensor.ops.FixedNorm;
import doppel.tensor.ops.GroupNorm;
import doppel.tensor.ops.RmsNorm;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Normalisations. Each mean is of at least nine values, so that what is left of them is not rounding alone. */
final class NormCases {
    private NormCases() {}

    static List<OpCase> all() {
        return List.of(
                new OpCase("batch norm", NormCases::batch),
                new OpCase("fixed norm", NormCases::fixed),
                new OpCase("group norm", NormCases::group),
                new OpCase("instance norm", NormCases::instance),
                new OpCase("rms norm", NormCases::rms));
    }

    private static Trial batch(Draw d) {
        int[] shape = d.pictures(3);
        int c = shape[3];
        var op = new BatchNorm(0.1, d.of(1e-5, 0.3));
        Trial.Peer theirs = x -> Torch.channelsLast(torch.batch_norm(
                Torch.channelsFirst(x[0]),
                Torch.maybe(x, 1),
                Torch.maybe(x, 2),
                new TensorOptional(),
                new TensorOptional(),
                true,
                0.1,
                op.epsilon(),
                false));
        if (d.coin()) return Trial.of(op, theirs, d.values(shape)).longSums();
        return Trial.of(op, theirs, d.values(shape), d.weights(c), d.weights(c)).longSums();
    }

    private static Trial fixed(Draw d) {
        int[] shape = d.pictures(3);
        int c = shape[3];
        double epsilon = d.of(1e-5, 0.3);
        Trial.Peer theirs = x -> x[0].sub(x[3])
                .div(x[4].add(Torch.number(epsilon)).sqrt())
                .mul(x[1])
                .add(x[2]);
        Input variance = d.drawn(Input.Kind.WEIGHT, 0.2, 2, false, c);
        return Trial.of(
                        new FixedNorm(epsilon),
                        theirs,
                        d.values(shape),
                        d.weights(c),
                        d.weights(c),
                        d.weights(c),
                        variance)
                .longSums();
    }

    private static Trial group(Draw d) {
        int groups = d.between(1, 4);
        return grouped(d, groups, groups * d.of(1, 2, 5, 8, 16), new GroupNorm(groups, d.of(1e-5, 0.3)));
    }

    private static Trial instance(Draw d) {
        int c = d.length();
        return grouped(d, c, c, GroupNorm.instance(d.of(1e-5, 0.3)));
    }

    private static Trial grouped(Draw d, int groups, int c, GroupNorm op) {
        int[] shape = {d.between(1, 3), d.between(3, 9), d.between(3, 9), c};
        Trial.Peer theirs = x -> Torch.channelsLast(torch.group_norm(
                Torch.channelsFirst(x[0]), groups, Torch.maybe(x, 1), Torch.maybe(x, 2), op.epsilon(), false));
        if (d.coin()) return Trial.of(op, theirs, d.values(shape)).longSums();
        return Trial.of(op, theirs, d.values(shape), d.weights(c), d.weights(c)).longSums();
    }

    private static Trial rms(Draw d) {
        double epsilon = d.of(1e-6, 0.3);
        int[] shape = d.pictures(2);
        Trial.Peer theirs = x -> {
            long[] axes = LongStream.range(1, x[0].dim()).toArray();
            Tensor square = x[0].mul(x[0]).mean(axes).reshape(x[0].size(0), 1, 1, 1);
            return x[0].div(square.add(Torch.number(epsilon)).sqrt());
        };
        return Trial.of(new RmsNorm(epsilon), theirs, d.values(shape));
    }
}
