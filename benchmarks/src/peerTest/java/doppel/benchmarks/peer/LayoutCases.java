package doppel.benchmarks.peer;

import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.tensor.ops.Concat;
import doppel.tensor.ops.DepthToSpace;
import doppel.tensor.ops.Pad;
import doppel.tensor.ops.Reshape;
import doppel.tensor.ops.Rows;
import doppel.tensor.ops.Slice;
import doppel.tensor.ops.Transpose;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What moves elements and changes none. */
final class LayoutCases {
    private LayoutCases() {}

    static List<OpCase> all() {
        return List.of(
                new OpCase("concat", LayoutCases::concat),
                new OpCase("depth to space", LayoutCases::depthToSpace),
                new OpCase("pixel shuffle", LayoutCases::pixelShuffle),
                new OpCase("pad", LayoutCases::pad),
                new OpCase("reshape", LayoutCases::reshape),
                new OpCase("rows", LayoutCases::rows),
                new OpCase("slice", LayoutCases::slice),
                new OpCase("transpose", LayoutCases::transpose));
    }

    private static Trial concat(Draw d) {
        int[] shape = d.shape();
        int axis = d.between(-shape.length, shape.length - 1);
        Input[] parts = Stream.generate(() -> {
                    int[] part = shape.clone();
                    part[Math.floorMod(axis, shape.length)] = d.between(1, 9);
                    return d.values(part);
                })
                .limit(d.between(1, 4))
                .toArray(Input[]::new);
        return Trial.of(new Concat(axis), x -> torch.cat(new TensorVector(x), axis), parts);
    }

    private static Trial depthToSpace(Draw d) {
        int block = d.between(1, 3);
        Input x = d.values(d.between(1, 3), d.between(1, 7), d.between(1, 7), d.length() * block * block);
        return Trial.of(DepthToSpace.of(block), t -> Torch.spread(t[0], block), x);
    }

    private static Trial pixelShuffle(Draw d) {
        int block = d.between(1, 3);
        Input x = d.values(d.between(1, 3), d.between(1, 7), d.between(1, 7), d.length() * block * block);
        Trial.Peer theirs = t -> Torch.channelsLast(torch.pixel_shuffle(Torch.channelsFirst(t[0]), block));
        return Trial.of(new DepthToSpace(block, BlockOrder.CHANNEL_FIRST), theirs, x);
    }

    private static Trial pad(Draw d) {
        var padding = new Padding(d.between(0, 3), d.between(0, 3), d.between(0, 3), d.between(0, 3));
        Trial.Peer theirs = x -> Torch.channelsLast(Torch.padded(Torch.channelsFirst(x[0]), padding, 0));
        return Trial.of(new Pad(padding), theirs, d.values(d.pictures(1)));
    }

    private static Trial reshape(Draw d) {
        int a = d.between(1, 5);
        int b = d.between(1, 5);
        int c = d.length();
        return Trial.of(new Reshape(new Shape(a * b, c)), x -> x[0].reshape((long) a * b, c), d.values(a, b, c));
    }

    private static Trial rows(Draw d) {
        int[] shape = d.shape();
        int from = d.between(0, shape[0] - 1);
        int to = d.between(from + 1, shape[0]);
        return Trial.of(new Rows(from, to), x -> x[0].narrow(0, from, to - from), d.values(shape));
    }

    private static Trial slice(Draw d) {
        int[] shape = d.shape();
        int axis = d.between(-shape.length, shape.length - 1);
        int size = shape[Math.floorMod(axis, shape.length)];
        int start = d.between(0, size - 1);
        int count = d.between(1, size - start);
        return Trial.of(new Slice(axis, start, count), x -> x[0].narrow(axis, start, count), d.values(shape));
    }

    private static Trial transpose(Draw d) {
        int[] shape = d.shape();
        int[] axes = IntStream.range(0, shape.length).toArray();
        for (int i = axes.length - 1; i > 0; i--) {
            int j = d.between(0, i);
            int swapped = axes[i];
            axes[i] = axes[j];
            axes[j] = swapped;
        }
        long[] order = IntStream.of(axes).asLongStream().toArray();
        return Trial.of(new Transpose(axes), x -> x[0].permute(order), d.values(shape));
    }
}
