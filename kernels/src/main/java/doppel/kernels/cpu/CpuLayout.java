package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import doppel.kernels.Buffer;
import doppel.kernels.LayoutKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.LayoutChecks;
import java.lang.foreign.MemorySegment;

/** Moves of bytes: whatever the type, only its size matters. Sums of f64 and bf16 run in the reference loops. */
final class CpuLayout implements LayoutKernels {
    /** Elements of an entry that one thread adds to. */
    private static final int BLOCK = 64;

    private final Crew crew;
    private final LayoutKernels reference;

    CpuLayout(Crew crew, LayoutKernels reference) {
        this.crew = crew;
        this.reference = reference;
    }

    @Override
    public void depthToSpace(Buffer x, BlockOrder order, Buffer y) {
        blocks(x, y, LayoutChecks.blocks("depth to space", x, y), order, true);
    }

    @Override
    public void spaceToDepth(Buffer x, BlockOrder order, Buffer y) {
        blocks(y, x, LayoutChecks.blocks("space to depth", y, x), order, false);
    }

    private void blocks(Buffer deep, Buffer wide, int s, BlockOrder order, boolean toWide) {
        int rows = deep.shape().size(0) * deep.shape().size(1);
        crew.run(rows, 1, deep.elements(), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                for (int a = 0; a < s; a++) blockRow(deep, wide, s, order, toWide, row, a);
            }
        });
    }

    /** Row {@code row * s + a} of all wide pictures: a part of each pixel of a deep row, side by side. */
    private static void blockRow(Buffer deep, Buffer wide, int s, BlockOrder order, boolean toWide, long row, int a) {
        int unit = deep.dtype().bytes();
        int c = wide.shape().size(3);
        int w = deep.shape().size(2);
        long deepPixel = (long) c * s * s * unit;
        long part = (long) c * s * unit;
        long wideAt = (row * s + a) * w * part;
        long deepAt = row * w * deepPixel;
        MemorySegment d = deep.segment();
        MemorySegment v = wide.segment();
        if (order == BlockOrder.BLOCK_FIRST) {
            if (toWide) Runs.copy(d, deepAt + a * part, deepPixel, v, wideAt, part, w, part, unit);
            else Runs.copy(v, wideAt, part, d, deepAt + a * part, deepPixel, w, part, unit);
            return;
        }
        long step = (long) s * s * unit;
        for (int j = 0; j < w; j++) {
            for (int b = 0; b < s; b++) {
                long channel = deepAt + j * deepPixel + (long) (a * s + b) * unit;
                long pixel = wideAt + j * part + (long) b * c * unit;
                if (toWide) Runs.gather(d, channel, step, v, pixel, unit, c, unit);
                else Runs.gather(v, pixel, unit, d, channel, step, c, unit);
            }
        }
    }

    @Override
    public void transpose(Buffer x, int[] axes, Buffer y) {
        LayoutChecks.transpose(x, axes, y);
        new Transposition(x, axes, y).run(crew);
    }

    @Override
    public void copyBlock(Buffer source, int[] sourceStart, Buffer target, int[] targetStart, int[] size) {
        LayoutChecks.copyBlock(source, sourceStart, target, targetStart, size);
        int unit = source.dtype().bytes();
        Shape from = source.shape();
        Shape to = target.shape();
        int outer = size.length; // axes before this one are walked, those from it on are one run
        long run = unit;
        boolean whole = true;
        while (outer > 0 && whole) {
            outer--;
            run *= size[outer];
            whole = size[outer] == from.size(outer) && size[outer] == to.size(outer);
        }
        int rowAxis = Math.max(outer - 1, 0); // along it the runs are equally far apart
        int rows = outer == 0 ? 1 : size[rowAxis];
        long blocks = 1;
        for (int axis = 0; axis < rowAxis; axis++) blocks *= size[axis];
        long step = stride(from, outer) * unit;
        long targetStep = stride(to, outer) * unit;
        long bytes = run;
        long together = Math.max(1, 4L * Lanes.SPAN / (rows * bytes));
        crew.run(blocks, together, blocks * rows * bytes / 4, (first, end, _) -> {
            int[] index = new int[rowAxis];
            for (long block = first; block < end; block++) {
                long rest = block;
                for (int axis = rowAxis - 1; axis >= 0; axis--) {
                    index[axis] = (int) (rest % size[axis]);
                    rest /= size[axis];
                }
                long at = place(from, sourceStart, index) * unit;
                long targetAt = place(to, targetStart, index) * unit;
                Runs.copy(source.segment(), at, step, target.segment(), targetAt, targetStep, rows, bytes, unit);
            }
        });
    }

    /** Elements between neighbours along the axis before {@code axis}. */
    private static long stride(Shape shape, int axis) {
        long stride = 1;
        for (int i = axis; i < shape.rank(); i++) stride *= shape.size(i);
        return stride;
    }

    /** Storage index of {@code start}, moved by {@code index} along the first axes. */
    private static long place(Shape shape, int[] start, int[] index) {
        long at = 0;
        for (int axis = 0; axis < start.length; axis++) {
            at = at * shape.size(axis) + start[axis] + (axis < index.length ? index[axis] : 0);
        }
        return at;
    }

    @Override
    public void gather(Buffer x, int axis, Buffer indices, Buffer y) {
        LayoutChecks.gather("gather", x, axis, indices, y);
        int unit = x.dtype().bytes();
        int entries = x.shape().size(axis);
        int m = indices.shape().size(0);
        long bytes = LayoutChecks.step(x.shape(), axis) * unit;
        long together = Math.max(1, 4L * Lanes.SPAN / bytes);
        crew.run(y.bytes() / bytes, together, y.bytes() / 4, (from, to, _) -> {
            for (long i = from; i < to; i++) {
                int entry = indices.segment().getAtIndex(JAVA_INT, i % m);
                if (entry >= 0 && entry < entries) {
                    Runs.copy(x.segment(), (i / m * entries + entry) * bytes, y.segment(), i * bytes, bytes, unit);
                } else {
                    y.segment().asSlice(i * bytes, bytes).fill((byte) 0);
                }
            }
        });
    }

    @Override
    public void gatherBackward(Buffer dy, int axis, Buffer indices, Buffer dx) {
        Checks.floating("gather backward", dy);
        LayoutChecks.gather("gather backward", dx, axis, indices, dy);
        if (!Lanes.floats(dx) || dx.elements() > Lanes.MOST || dy.elements() > Lanes.MOST) {
            reference.gatherBackward(dy, axis, indices, dx);
            return;
        }
        int entries = dx.shape().size(axis);
        int m = indices.shape().size(0);
        int step = (int) LayoutChecks.step(dx.shape(), axis);
        int blocks = (step + BLOCK - 1) / BLOCK;
        long outer = dx.elements() / step / entries;
        crew.run(outer * blocks, 1, dx.elements() + dy.elements(), (piece, _, _) -> {
            int first = (int) (piece % blocks) * BLOCK;
            int width = Math.min(BLOCK, step - first);
            int row = (int) (piece / blocks);
            for (int j = 0; j < entries; j++) {
                SampleLoops.zero(dx.segment(), (row * entries + j) * step + first, width);
            }
            for (int i = 0; i < m; i++) {
                int entry = indices.segment().getAtIndex(JAVA_INT, i);
                if (entry < 0 || entry >= entries) continue;
                int from = (row * m + i) * step + first;
                SampleLoops.add(dy.segment(), from, 1, dx.segment(), (row * entries + entry) * step + first, width);
            }
        });
    }
}
