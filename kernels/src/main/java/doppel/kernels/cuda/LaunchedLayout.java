package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.LayoutKernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.LayoutChecks;
import java.lang.foreign.MemorySegment;

/** {@code move.cu} and {@code gather.cu}: whatever the type, only its size matters. */
final class LaunchedLayout implements LayoutKernels {
    /** Bytes of the widest access to memory. */
    private static final int WIDE = 16;

    private final Launcher launcher;
    private final Memory memory;

    LaunchedLayout(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    @Override
    public void depthToSpace(Buffer x, BlockOrder order, Buffer y) {
        int s = LayoutChecks.blocks("depth to space", x, y);
        copy(x, 0, y, 0, blocks(x.shape(), s, order, true));
    }

    @Override
    public void spaceToDepth(Buffer x, BlockOrder order, Buffer y) {
        int s = LayoutChecks.blocks("space to depth", y, x);
        copy(x, 0, y, 0, blocks(y.shape(), s, order, false));
    }

    /** Walks in the order of the target; the first view is the source. */
    private static StridedWalk blocks(Shape deep, int s, BlockOrder order, boolean toWide) {
        int n = deep.size(0);
        int h = deep.size(1);
        int w = deep.size(2);
        int c = deep.size(3) / (s * s);
        boolean blockFirst = order == BlockOrder.BLOCK_FIRST;
        long row = (long) w * deep.size(3); // a row of the deep side; s rows of the wide side hold as much
        long pixel = deep.size(3);
        long a = blockFirst ? (long) s * c : s;
        long b = blockFirst ? c : 1;
        long k = blockFirst ? 1 : (long) s * s;
        if (toWide) {
            return new StridedWalk(new int[] {n, h, s, w, s, c}, new long[] {h * row, row, a, pixel, b, k}, new long[] {
                h * row, row, row / s, (long) s * c, c, 1
            });
        }
        return blockFirst
                ? new StridedWalk(
                        new int[] {n, h, w, s, s, c},
                        new long[] {h * row, row, (long) s * c, row / s, c, 1},
                        new long[] {h * row, row, pixel, a, b, k})
                : new StridedWalk(
                        new int[] {n, h, w, c, s, s},
                        new long[] {h * row, row, (long) s * c, 1, row / s, c},
                        new long[] {h * row, row, pixel, k, a, b});
    }

    @Override
    public void transpose(Buffer x, int[] axes, Buffer y) {
        LayoutChecks.transpose(x, axes, y);
        long[] dense = StridedWalk.dense(x.shape());
        long[] from = new long[axes.length];
        for (int i = 0; i < axes.length; i++) from[i] = dense[axes[i]];
        var walk = new StridedWalk(y.shape().sizes(), from, StridedWalk.dense(y.shape()));
        if (!tiles(x, y, walk)) copy(x, 0, y, 0, walk);
    }

    /** Batches of turned matrices go through tiles in shared memory. */
    private boolean tiles(Buffer x, Buffer y, StridedWalk walk) {
        int rank = walk.sizes().length;
        if (rank != 2 && rank != 3) return false;
        int columns = walk.sizes()[rank - 2]; // of x, and so the rows of y
        int rows = walk.sizes()[rank - 1];
        long batch = rank == 3 ? walk.sizes()[0] : 1;
        boolean turned = walk.first()[rank - 2] == 1 && walk.first()[rank - 1] == columns;
        if (!turned || batch > 65_535) return false;
        if (rank == 3 && walk.first()[0] != (long) rows * columns) return false;
        launcher.launch(
                LaunchDescriptors.get("transpose_tiles_" + x.dtype().bytes()),
                LaunchGeometry.plane(LaunchGeometry.ceil(columns, 32) * LaunchGeometry.ceil(rows, 32), batch, 32, 8)
                        .withShared(32L * 33 * x.dtype().bytes()),
                x,
                y,
                rows,
                columns);
        return true;
    }

    @Override
    public void copyBlock(Buffer source, int[] sourceStart, Buffer target, int[] targetStart, int[] size) {
        LayoutChecks.copyBlock(source, sourceStart, target, targetStart, size);
        long[] from = StridedWalk.dense(source.shape());
        long[] to = StridedWalk.dense(target.shape());
        copy(source, at(from, sourceStart), target, at(to, targetStart), new StridedWalk(size, from, to));
    }

    private static long at(long[] steps, int[] start) {
        long at = 0;
        for (int axis = 0; axis < start.length; axis++) at += steps[axis] * start[axis];
        return at;
    }

    private void copy(Buffer source, long from, Buffer target, long to, StridedWalk walk) {
        int bytes = source.dtype().bytes();
        Buffer x = starting(source, from * bytes);
        Buffer y = starting(target, to * bytes);
        int unit = bytes;
        StridedWalk wide = walk;
        while (unit < WIDE) {
            boolean aligned = (x.segment().address() | y.segment().address()) % (2L * unit) == 0;
            if (!aligned || !wide.pairs()) break;
            wide = wide.inPairs();
            unit *= 2;
        }
        launcher.launch(
                LaunchDescriptors.get("strided_copy_" + unit),
                LaunchGeometry.over(wide.elements(), 1),
                x,
                y,
                wide.elements(),
                wide.sizes().length,
                wide.sizes(),
                wide.first(),
                wide.second());
    }

    /** The same memory from a byte on, as a scalar of its type. */
    private static Buffer starting(Buffer buffer, long bytes) {
        MemorySegment segment = buffer.segment();
        return new Buffer(new Shape(), buffer.dtype(), segment.asSlice(bytes));
    }

    @Override
    public void gather(Buffer x, int axis, Buffer indices, Buffer y) {
        LayoutChecks.gather("gather", x, axis, indices, y);
        launcher.launch(
                LaunchDescriptors.get("gather_" + x.dtype().bytes()),
                LaunchGeometry.over(y.elements(), 1),
                x,
                indices,
                y,
                y.elements(),
                LayoutChecks.step(x.shape(), axis),
                x.shape().size(axis),
                indices.shape().size(0));
    }

    @Override
    public void gatherBackward(Buffer dy, int axis, Buffer indices, Buffer dx) {
        Checks.floating("gather backward", dy);
        LayoutChecks.gather("gather backward", dx, axis, indices, dy);
        try (var sums = new FixedPoint(launcher, memory, dy, dx)) {
            launcher.launch(
                    LaunchDescriptors.get("gather_backward", dx.dtype()),
                    LaunchGeometry.over(dy.elements(), 1),
                    dy,
                    indices,
                    sums.largest(),
                    sums.sums(),
                    dy.elements(),
                    LayoutChecks.step(dx.shape(), axis),
                    dx.shape().size(axis),
                    indices.shape().size(0));
            sums.finish();
        }
    }
}
