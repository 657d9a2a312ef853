package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Cosine similarity of rows of floats: a thread takes whole rows, sums are in double precision. */
final class CpuCosine {
    private static final SumLoop SUMS = SumLoop.ALL.over(Storage.F32);
    private static final PairLoop COMBINE =
            PairLoop.of((a, b, p, q) -> a.mul(p).add(b.mul(q))).over(Storage.F32);

    private final Crew crew;

    CpuCosine(Crew crew) {
        this.crew = crew;
    }

    /** Rows of u, and those of v that belong to them. */
    private record Rows(Buffer u, Buffer v, int k, int q, int c, double epsilon) {
        static Rows of(Buffer u, Buffer v, double epsilon) {
            return new Rows(
                    u, v, v.shape().size(1), v.shape().size(2), v.shape().size(3), epsilon);
        }

        MemorySegment rowOfU(long row) {
            return Lanes.slice(u, row * c, (row + 1) * c);
        }

        MemorySegment rowOfV(long row) {
            return Lanes.slice(v, row * c, (row + 1) * c);
        }

        /** The row of u that belongs to a row of v. */
        long partner(long row) {
            return row / ((long) k * q) * q + row % q;
        }

        /** The row of v that is candidate j of a row of u. */
        long candidate(long row, int j) {
            return (row / q * k + j) * q + row % q;
        }

        double length(MemorySegment row) {
            return Math.sqrt(SUMS.product(row, row, c));
        }
    }

    void forward(Buffer u, Buffer v, double epsilon, Buffer y) {
        Rows rows = Rows.of(u, v, epsilon);
        crew.run(y.elements(), span(rows.c), v.elements(), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                MemorySegment a = rows.rowOfU(rows.partner(row));
                MemorySegment b = rows.rowOfV(row);
                double lengths = Math.max(rows.length(a), epsilon) * Math.max(rows.length(b), epsilon);
                set(y, row, SUMS.product(a, b, rows.c) / lengths);
            }
        });
    }

    void backward(Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, @Nullable Buffer du, @Nullable Buffer dv) {
        Rows rows = Rows.of(u, v, epsilon);
        if (du != null) {
            crew.run(u.elements() / rows.c, span(rows.k * rows.c), v.elements(), (from, to, _) -> {
                for (long row = from; row < to; row++) ofU(rows, dy, y, row, du);
            });
        }
        if (dv != null) {
            crew.run(y.elements(), span(rows.c), v.elements(), (from, to, _) -> {
                for (long row = from; row < to; row++) ofV(rows, dy, y, row, dv);
            });
        }
    }

    private static void ofU(Rows rows, Buffer dy, Buffer y, long row, Buffer du) {
        MemorySegment a = rows.rowOfU(row);
        MemorySegment out = Lanes.slice(du, row * rows.c, (row + 1) * rows.c);
        double length = rows.length(a);
        if (length < rows.epsilon) {
            out.fill((byte) 0);
            return;
        }
        double pull = 0;
        for (int j = 0; j < rows.k; j++) {
            long at = rows.candidate(row, j);
            pull += get(dy, at) * get(y, at);
        }
        COMBINE.run(a, a, (float) (-pull / (length * length)), 0, out, rows.c);
        for (int j = 0; j < rows.k; j++) {
            long at = rows.candidate(row, j);
            double g = get(dy, at);
            if (g == 0) continue; // all but the nearest, mostly
            MemorySegment b = rows.rowOfV(at);
            double factor = g / (length * Math.max(rows.length(b), rows.epsilon));
            COMBINE.run(out, b, 1, (float) factor, out, rows.c);
        }
    }

    private static void ofV(Rows rows, Buffer dy, Buffer y, long row, Buffer dv) {
        MemorySegment a = rows.rowOfU(rows.partner(row));
        MemorySegment b = rows.rowOfV(row);
        MemorySegment out = Lanes.slice(dv, row * rows.c, (row + 1) * rows.c);
        double length = rows.length(b);
        if (length < rows.epsilon) {
            out.fill((byte) 0);
            return;
        }
        double factor = get(dy, row) / (length * Math.max(rows.length(a), rows.epsilon));
        COMBINE.run(a, b, (float) factor, (float) (-get(dy, row) * get(y, row) / (length * length)), out, rows.c);
    }

    private static long span(int elements) {
        return Math.max(1, Lanes.SPAN / Math.max(1, elements));
    }

    private static double get(Buffer buffer, long i) {
        return buffer.segment().getAtIndex(JAVA_FLOAT, i);
    }

    private static void set(Buffer buffer, long i, double value) {
        buffer.segment().setAtIndex(JAVA_FLOAT, i, (float) value);
    }
}
