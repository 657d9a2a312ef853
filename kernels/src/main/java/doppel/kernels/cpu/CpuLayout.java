package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.LayoutKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.LayoutChecks;
import java.lang.foreign.MemorySegment;

/** Moves of bytes: whatever the type, only its size matters. */
final class CpuLayout implements LayoutKernels {
    private final Crew crew;

    CpuLayout(Crew crew) {
        this.crew = crew;
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
        for (int j = 0; j < w; j++) {
            long deepAt = (row * w + j) * deepPixel;
            if (order == BlockOrder.BLOCK_FIRST) {
                move(deep, deepAt + a * part, unit, wide, wideAt, unit, c * s, unit, toWide);
            } else {
                for (int b = 0; b < s; b++) {
                    long channel = deepAt + (long) (a * s + b) * unit;
                    long pixel = wideAt + (long) b * c * unit;
                    move(deep, channel, (long) s * s * unit, wide, pixel, unit, c, unit, toWide);
                }
            }
            wideAt += part;
        }
    }

    private static void move(
            Buffer deep,
            long deepAt,
            long deepStep,
            Buffer wide,
            long wideAt,
            long wideStep,
            int n,
            int unit,
            boolean toWide) {
        MemorySegment d = deep.segment();
        MemorySegment w = wide.segment();
        if (deepStep == unit) {
            if (toWide) Runs.copy(d, deepAt, w, wideAt, (long) n * unit, unit);
            else Runs.copy(w, wideAt, d, deepAt, (long) n * unit, unit);
        } else if (toWide) {
            Runs.gather(d, deepAt, deepStep, w, wideAt, wideStep, n, unit);
        } else {
            Runs.gather(w, wideAt, wideStep, d, deepAt, deepStep, n, unit);
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
        long runs = 1;
        for (int axis = 0; axis < outer; axis++) runs *= size[axis];
        int axes = outer;
        long bytes = run;
        long together = Math.max(1, 4L * Lanes.SPAN / bytes);
        crew.run(runs, together, runs * bytes / 4, (first, end, _) -> {
            int[] index = new int[axes];
            long rest = first;
            for (int axis = axes - 1; axis >= 0; axis--) {
                index[axis] = (int) (rest % size[axis]);
                rest /= size[axis];
            }
            for (long i = first; i < end; i++) {
                long sourceAt = place(from, sourceStart, index) * unit;
                long targetAt = place(to, targetStart, index) * unit;
                Runs.copy(source.segment(), sourceAt, target.segment(), targetAt, bytes, unit);
                advance(index, size);
            }
        });
    }

    /** Storage index of {@code start}, moved by {@code index} along the first axes. */
    private static long place(Shape shape, int[] start, int[] index) {
        long at = 0;
        for (int axis = 0; axis < start.length; axis++) {
            at = at * shape.size(axis) + start[axis] + (axis < index.length ? index[axis] : 0);
        }
        return at;
    }

    private static void advance(int[] index, int[] size) {
        for (int axis = index.length - 1; axis >= 0; axis--) {
            if (++index[axis] < size[axis]) return;
            index[axis] = 0;
        }
    }
}
