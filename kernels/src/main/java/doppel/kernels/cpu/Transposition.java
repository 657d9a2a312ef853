package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.Shape;
import java.lang.foreign.MemorySegment;

/**
 * A permutation of axes. Axes that stay neighbours are one axis here. Where the last axis of y is the last of x too,
 * whole runs are copied; elsewhere the plane of those two is walked in blocks, so that both sides stay in cache.
 */
final class Transposition {
    /** Rows of y at a time: their columns are neighbours in x, in one cache line. */
    private static final int ROWS = 16;

    /** Columns of y at a time: the cache lines of x that they are gathered from stay in the first cache. */
    private static final int COLUMNS = 256;

    private final MemorySegment x;
    private final MemorySegment y;
    private final int unit;
    private final int[] sizes; // of y
    private final long[] from; // bytes in x between neighbours along an axis of y
    private final long[] to; // bytes in y
    private int rank;

    Transposition(Buffer x, int[] axes, Buffer y) {
        this.x = x.segment();
        this.y = y.segment();
        unit = x.dtype().bytes();
        Shape shape = x.shape();
        long[] strides = new long[shape.rank()];
        long stride = unit;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.size(axis);
        }
        sizes = new int[axes.length + 1];
        from = new long[axes.length + 1];
        to = new long[axes.length + 1];
        for (int axis : axes) {
            int size = shape.size(axis);
            if (size == 1) continue;
            if (rank > 0 && from[rank - 1] == strides[axis] * size) {
                sizes[rank - 1] *= size; // the two are neighbours in x as well
                from[rank - 1] = strides[axis];
            } else {
                sizes[rank] = size;
                from[rank] = strides[axis];
                rank++;
            }
        }
        if (rank == 0) { // a single element
            sizes[0] = 1;
            from[0] = unit;
            rank = 1;
        }
        stride = unit;
        for (int axis = rank - 1; axis >= 0; axis--) {
            to[axis] = stride;
            stride *= sizes[axis];
        }
    }

    void run(Crew crew) {
        int last = rank - 1;
        int first = last; // the axis of y along which x is contiguous
        for (int axis = 0; axis < rank; axis++) if (from[axis] == unit) first = axis;
        long planes = 1;
        for (int axis = 0; axis < last; axis++) if (axis != first) planes *= sizes[axis];
        int contiguous = first;
        if (contiguous == last) {
            long run = (long) sizes[last] * unit;
            crew.run(planes, Math.max(1, 4L * Lanes.SPAN / run), planes * run / 4, (start, end, _) -> {
                for (long i = start; i < end; i++) {
                    Runs.copy(x, place(i, contiguous, from), y, place(i, contiguous, to), run, unit);
                }
            });
        } else {
            int bands = Math.ceilDiv(sizes[contiguous], ROWS);
            long elements = planes * sizes[contiguous] * sizes[last];
            crew.run(planes * bands, 1, elements, (start, end, _) -> {
                for (long i = start; i < end; i++) band(i / bands, (int) (i % bands) * ROWS, contiguous);
            });
        }
    }

    /** Rows {@code row} and following, a block of them, of a plane. */
    private void band(long plane, int row, int contiguous) {
        int last = rank - 1;
        int rows = Math.min(ROWS, sizes[contiguous] - row);
        long source = place(plane, contiguous, from) + row * from[contiguous];
        long target = place(plane, contiguous, to) + row * to[contiguous];
        for (int column = 0; column < sizes[last]; column += COLUMNS) {
            int columns = Math.min(COLUMNS, sizes[last] - column);
            for (int i = 0; i < rows; i++) {
                long at = source + i * from[contiguous] + column * from[last];
                Runs.gather(
                        x, at, from[last], y, target + i * to[contiguous] + (long) column * unit, unit, columns, unit);
            }
        }
    }

    /** Offset of plane number i, counted along all axes but the last and the contiguous one. */
    private long place(long i, int contiguous, long[] strides) {
        long offset = 0;
        for (int axis = rank - 2; axis >= 0; axis--) {
            if (axis == contiguous) continue;
            offset += i % sizes[axis] * strides[axis];
            i /= sizes[axis];
        }
        return offset;
    }
}
