package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.ReduceKernels;
import doppel.kernels.checks.Checks;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Sums in double precision. Work is cut into fixed pieces whose sums are added in order, so that results do not depend
 * on the number of threads. What is neither a sum of columns nor of rows goes to the reference, as the largest does.
 */
final class CpuReduce implements ReduceKernels {
    /** From this many columns on, threads share columns instead of rows. */
    private static final int MANY_COLUMNS = 1024;

    /** Rows that are put side by side where there are few columns, so that they fill whole vectors. */
    private static final int SIDE_BY_SIDE = 16;

    private final Crew crew;
    private final ReduceKernels reference;

    CpuReduce(Crew crew, ReduceKernels reference) {
        this.crew = crew;
        this.reference = reference;
    }

    @Override
    public void sum(Buffer x, double factor, Buffer y) {
        if (!reduce("sum", x, false, factor, y)) reference.sum(x, factor, y);
    }

    @Override
    public void sumOfSquares(Buffer x, double factor, Buffer y) {
        if (!reduce("sum of squares", x, true, factor, y)) reference.sumOfSquares(x, factor, y);
    }

    @Override
    public void max(Buffer x, int axis, @Nullable Buffer y, Buffer index) {
        reference.max(x, axis, y, index);
    }

    @Override
    public void maxBackward(Buffer dy, Buffer index, int axis, Buffer dx) {
        reference.maxBackward(dy, index, axis, dx);
    }

    /** Whether there was a fast way. */
    private boolean reduce(String op, Buffer x, boolean squares, double factor, Buffer y) {
        Checks.sum(op, x, y);
        Checks.broadcasts(op, y.shape(), x.shape());
        if (!Storage.holds(x) || x.elements() > Integer.MAX_VALUE - 64) return false;
        Folding folding = Folding.of(x.shape(), y.shape());
        if (folding == null) return false;
        double[] sums = folding.inner() > 1
                ? folding.foldRows(rows(x, folding.inner(), squares))
                : columns(x, folding, squares);
        Storage out = Storage.of(y);
        for (int i = 0; i < sums.length; i++) out.set(y.segment(), i, (float) (factor * sums[i]));
        return true;
    }

    /** The sums of consecutive stretches of {@code length} elements. */
    private double[] rows(Buffer x, int length, boolean squares) {
        int rows = (int) (x.elements() / length);
        int pieces = (length + Lanes.SPAN - 1) / Lanes.SPAN;
        double[] parts = new double[rows * pieces];
        Storage storage = Storage.of(x);
        SumLoop loop = SumLoop.ALL.over(storage);
        int together = pieces > 1 ? 1 : Math.max(1, Lanes.SPAN / length);
        crew.run(parts.length, together, x.elements(), (from, to, _) -> {
            if (length < Lanes.WIDTH) {
                shortRows(x.segment(), storage, length, squares, (int) from, (int) to, parts);
                return;
            }
            for (int i = (int) from; i < to; i++) {
                long start = (long) (i / pieces) * length + (long) (i % pieces) * Lanes.SPAN;
                long end = Math.min(start + Lanes.SPAN, (long) (i / pieces + 1) * length);
                MemorySegment s = Lanes.slice(x, start, end);
                int n = (int) (end - start);
                parts[i] = squares ? loop.product(s, s, n) : loop.plain(s, n);
            }
        });
        return pieces == 1 ? parts : total(parts, rows, pieces);
    }

    private static void shortRows(
            MemorySegment x, Storage storage, int length, boolean squares, int from, int to, double[] sums) {
        long at = (long) from * length;
        for (int i = from; i < to; i++) {
            double sum = 0;
            for (int j = 0; j < length; j++) {
                double value = storage.get(x, at++);
                sum += squares ? value * value : value;
            }
            sums[i] = sum;
        }
    }

    private static double[] total(double[] parts, int rows, int pieces) {
        double[] sums = new double[rows];
        for (int i = 0; i < parts.length; i++) sums[i / pieces] += parts[i];
        return sums;
    }

    /** For each picture {@code [rows, columns]} the sum of its rows. */
    private double[] columns(Buffer x, Folding folding, boolean squares) {
        double[] sums = new double[folding.pictures() * folding.columns()];
        Storage storage = Storage.of(x);
        for (int picture = 0; picture < folding.pictures(); picture++) {
            long size = (long) folding.rows() * folding.columns();
            MemorySegment s = Lanes.slice(x, picture * size, (picture + 1) * size);
            int at = picture * folding.columns();
            if (folding.columns() >= MANY_COLUMNS) manyColumns(s, storage, folding, squares, sums, at);
            else fewColumns(s, storage, folding, squares, sums, at);
        }
        return sums;
    }

    private void manyColumns(
            MemorySegment x, Storage storage, Folding folding, boolean squares, double[] sums, int at) {
        int n = folding.columns();
        SumLoop loop = SumLoop.ALL.over(storage);
        crew.run(n, MANY_COLUMNS, (long) n * folding.rows(), (from, to, _) -> {
            double[] part = new double[(int) (to - from)];
            loop.columns(x, folding.rows(), n, (int) from, (int) to, squares, part);
            System.arraycopy(part, 0, sums, at + (int) from, part.length);
        });
    }

    private void fewColumns(MemorySegment x, Storage storage, Folding folding, boolean squares, double[] sums, int at) {
        int columns = folding.columns();
        SumLoop loop = SumLoop.ALL.over(storage);
        int abreast = columns < 4 * SIDE_BY_SIDE ? SIDE_BY_SIDE : 1;
        int wide = columns * abreast;
        int wideRows = folding.rows() / abreast;
        int together = Math.max(1, Lanes.SPAN / wide);
        int pieces = (wideRows + together - 1) / together;
        double[][] parts = new double[pieces][wide];
        crew.run(wideRows, together, (long) wideRows * wide, (from, to, _) -> {
            MemorySegment piece = x.asSlice(from * wide * storage.bytes(), (to - from) * wide * storage.bytes());
            loop.columns(piece, (int) (to - from), wide, 0, wide, squares, parts[(int) (from / together)]);
        });
        for (double[] part : parts) {
            for (int j = 0; j < wide; j++) sums[at + j % columns] += part[j];
        }
        for (int i = wideRows * wide; i < folding.rows() * columns; i++) { // rows that did not fill a wide one
            double value = storage.get(x, i);
            sums[at + i % columns] += squares ? value * value : value;
        }
    }
}
