package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.Shape;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * An operand of f32 or bf16 that is stretched to a larger shape. Neighbouring axes that are all stretched or all kept are one
 * axis here; any piece of the stretched operand can be written out, by runs along the last of them.
 */
final class Stretch {
    /** Below it, an element at a time is faster than a bulk copy. */
    private static final int SHORT_RUN = 24;

    private final MemorySegment source;
    private final Storage storage;
    private final int unit;
    private final long[] sizes = new long[8];
    private final long[] strides = new long[8];
    private int rank;

    /** @param to what the operand broadcasts to */
    Stretch(Buffer operand, Shape to) {
        source = operand.segment();
        storage = Storage.of(operand);
        unit = operand.dtype().bytes();
        Shape from = operand.shape();
        long stride = 1;
        boolean keptBefore = false;
        for (int axis = 1; axis <= to.rank(); axis++) { // from the last; the arrays run that way too
            int size = to.size(-axis);
            if (size == 1) continue;
            boolean kept = axis <= from.rank() && from.size(-axis) == size;
            if (rank > 0 && kept == keptBefore) {
                sizes[rank - 1] *= size;
            } else {
                sizes[rank] = size;
                strides[rank] = kept ? stride : 0;
                rank++;
            }
            if (kept) stride *= size;
            keptBefore = kept;
        }
    }

    /** Whether nothing is stretched: the operand is its own writing out. */
    boolean none() {
        return rank == 0 || (rank == 1 && strides[0] == 1);
    }

    /** Writes elements {@code from} to {@code from + n} of the stretched operand. */
    void write(long from, int n, MemorySegment target) {
        long[] index = new long[rank];
        long rest = from;
        for (int axis = 0; axis < rank; axis++) {
            index[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        if (rank == 2 && strides[0] == 0 && sizes[0] <= SHORT_RUN) {
            repeatEach(index[0], index[1], n, target);
            return;
        }
        int period = rank == 2 && strides[1] == 0 ? (int) Math.min(sizes[0], n) : n;
        int at = 0;
        while (at < n) {
            if (at >= period) { // a row that repeats: what is written already holds it
                int copied = Math.min(at / period * period, n - at);
                copy(target, at % period, target, at, copied);
                at += copied;
                continue;
            }
            int run = (int) Math.min(sizes[0] - index[0], n - at);
            writeRun(index, run, target, at);
            at += run;
            advance(index, run);
        }
    }

    /** One value for each pixel, of few channels: {@code done} channels of pixel {@code pixel} are written already. */
    private void repeatEach(long done, long pixel, int n, MemorySegment target) {
        int channels = (int) sizes[0];
        int at = 0;
        int left = channels - (int) done;
        while (at < n) {
            float value = storage.get(source, pixel * strides[1]);
            int end = Math.min(at + left, n);
            for (; at < end; at++) storage.set(target, at, value);
            pixel++;
            left = channels;
        }
    }

    private void fill(float value, MemorySegment target, int at, int run) {
        FloatVector values = FloatVector.broadcast(Lanes.FLOATS, value);
        int end = at + run;
        for (; at + Lanes.WIDTH <= end; at += Lanes.WIDTH) storage.store(values, target, at);
        for (; at < end; at++) storage.set(target, at, value);
    }

    private void copy(MemorySegment from, long at, MemorySegment to, long toAt, long elements) {
        MemorySegment.copy(from, at * unit, to, toAt * unit, elements * unit);
    }

    private void writeRun(long[] index, int run, MemorySegment target, int at) {
        long offset = 0;
        for (int axis = 0; axis < rank; axis++) offset += index[axis] * strides[axis];
        if (strides[0] == 0) {
            fill(storage.get(source, offset), target, at, run);
        } else if (run < SHORT_RUN) {
            for (int i = 0; i < run; i++) {
                storage.set(target, at + i, storage.get(source, offset + i));
            }
        } else {
            copy(source, offset, target, at, run);
        }
    }

    private void advance(long[] index, int run) {
        index[0] += run;
        for (int axis = 0; axis < rank && index[axis] == sizes[axis]; axis++) {
            index[axis] = 0;
            if (axis + 1 < rank) index[axis + 1]++;
        }
    }
}
