package doppel.benchmarks.peer;

import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.tensor.ops.AveragePool;
import doppel.tensor.ops.BilinearResize;
import doppel.tensor.ops.MaxPool;
import doppel.tensor.ops.NearestResize;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Changes of resolution. */
final class PictureCases {
    private PictureCases() {}

    static List<OpCase> all() {
        return List.of(
                new OpCase("max pool", PictureCases::maxPool),
                new OpCase("average pool", PictureCases::averagePool),
                new OpCase("bilinear", PictureCases::bilinear),
                new OpCase("nearest", PictureCases::nearest));
    }

    private static PoolOptions window(Draw d) {
        int size = d.between(1, 3);
        return new PoolOptions(
                size,
                d.between(1, 3),
                new Padding(
                        d.between(0, size - 1),
                        d.between(0, size - 1),
                        d.between(0, size - 1),
                        d.between(0, size - 1)));
    }

    private static Trial maxPool(Draw d) {
        PoolOptions o = window(d);
        Trial.Peer theirs = x -> Torch.channelsLast(torch.max_pool2d(
                Torch.padded(Torch.channelsFirst(x[0]), o.padding(), -1e30),
                Torch.twice(o.size()),
                Torch.twice(o.stride()),
                Torch.twice(0),
                Torch.twice(1),
                false));
        return Trial.of(new MaxPool(o), theirs, d.values(d.pictures(3)));
    }

    private static Trial averagePool(Draw d) {
        PoolOptions o = window(d);
        Trial.Peer theirs = x -> {
            Tensor picture = Torch.channelsFirst(x[0]);
            Tensor counted = torch.ones_like(picture.detach());
            return Torch.channelsLast(averages(picture, o).div(averages(counted, o)));
        };
        return Trial.of(new AveragePool(o), theirs, d.values(d.pictures(3)));
    }

    private static Tensor averages(Tensor x, PoolOptions o) {
        return torch.avg_pool2d(
                Torch.padded(x, o.padding(), 0),
                Torch.twice(o.size()),
                Torch.twice(o.stride()),
                Torch.twice(0),
                false,
                true,
                new LongOptional());
    }

    private static Trial bilinear(Draw d) {
        long[] to = {d.between(1, 17), d.between(1, 17)};
        boolean aligned = d.coin();
        Trial.Peer theirs = x -> Torch.channelsLast(torch.upsample_bilinear2d(Torch.channelsFirst(x[0]), to, aligned));
        return Trial.of(new BilinearResize((int) to[0], (int) to[1], aligned), theirs, d.values(d.pictures(1)));
    }

    /** By whole factors: for others libtorch finds pixels through a rounded scale. */
    private static Trial nearest(Draw d) {
        int[] shape = d.pictures(1);
        long[] to = {(long) shape[1] * d.between(1, 4), (long) shape[2] * d.between(1, 4)};
        if (d.coin()) {
            int s = d.of(2, 4);
            to = new long[] {shape[1], shape[2]};
            shape[1] *= s;
            shape[2] *= s;
        }
        long[] size = to;
        Trial.Peer theirs = x -> Torch.channelsLast(torch.upsample_nearest2d(Torch.channelsFirst(x[0]), size));
        return Trial.of(new NearestResize((int) to[0], (int) to[1]), theirs, d.values(shape));
    }
}
