package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import doppel.kernels.checks.MomentGroups;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of floats by mean and variance. Two kinds of passes over memory: sums per picture and channel, in
 * double precision and in pieces of a fixed length, and a line {@code factor * x + term} per picture and channel. Few
 * channels are put side by side, so that their rows fill whole vectors.
 */
final class CpuMoments {
    /** Columns that a row should have. */
    private static final int WIDE = 64;

    private final Crew crew;

    CpuMoments(Crew crew) {
        this.crew = crew;
    }

    void moments(Buffer x, MomentGroups groups, Buffer mean, Buffer variance) {
        Sums sums = sums(x, x, groups);
        for (int k = 0; k < groups.a() * groups.g(); k++) {
            double sum = 0;
            double squares = 0;
            for (int i = k * groups.d(); i < (k + 1) * groups.d(); i++) {
                sum += sums.plain[i];
                squares += sums.products[i];
            }
            double m = sum / groups.size();
            set(mean, k, m);
            set(variance, k, Math.max(0, squares / groups.size() - m * m));
        }
    }

    void normalize(
            Buffer x,
            MomentGroups groups,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            @Nullable Buffer shift,
            Buffer y) {
        var layout = new Layout(groups);
        float[][] means = layout.columns((k, c) -> get(mean, k));
        float[][] factors = layout.columns((k, c) -> inverseRoot(variance, k, epsilon) * of(scale, c, 1));
        float[][] terms = layout.columns((k, c) -> of(shift, c, 0));
        layout.run(
                crew,
                (picture, from, to, rows, n) -> MomentLoops.scale(
                        Lanes.slice(x, from, to),
                        means[picture],
                        factors[picture],
                        terms[picture],
                        Lanes.slice(y, from, to),
                        rows,
                        n));
    }

    void backward(
            Buffer dy,
            Buffer x,
            MomentGroups groups,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            boolean own,
            @Nullable Buffer dx,
            @Nullable Buffer dscale,
            @Nullable Buffer dshift) {
        int c = groups.c();
        double[] scaleSums = new double[c];
        double[] shiftSums = new double[c];
        double[] meanG = new double[groups.a() * groups.g()];
        double[] meanGu = new double[meanG.length];
        if (own || dscale != null || dshift != null) {
            Sums sums = sums(dy, x, groups);
            for (int i = 0; i < groups.a() * c; i++) {
                int k = i / groups.d();
                double plain = sums.plain[i];
                double units = (sums.products[i] - get(mean, k) * plain) * inverseRoot(variance, k, epsilon);
                shiftSums[i % c] += plain;
                scaleSums[i % c] += units;
                meanG[k] += of(scale, i % c, 1) * plain / groups.size();
                meanGu[k] += of(scale, i % c, 1) * units / groups.size();
            }
        }
        for (int i = 0; i < c; i++) {
            if (dscale != null) set(dscale, i, scaleSums[i]);
            if (dshift != null) set(dshift, i, shiftSums[i]);
        }
        if (dx == null) return;
        var layout = new Layout(groups);
        float[][] means = layout.columns((k, i) -> own ? get(mean, k) : 0);
        float[][] factors = layout.columns((k, i) -> inverseRoot(variance, k, epsilon) * of(scale, i, 1));
        float[][] pulls = layout.columns((k, i) -> -meanGu[k] / (get(variance, k) + epsilon));
        float[][] terms = layout.columns((k, i) -> own ? -inverseRoot(variance, k, epsilon) * meanG[k] : 0);
        layout.run(crew, (p, from, to, rows, n) -> {
            MemorySegment gradient = Lanes.slice(dy, from, to);
            MemorySegment out = Lanes.slice(dx, from, to);
            if (own) {
                MemorySegment in = Lanes.slice(x, from, to);
                MomentLoops.pull(gradient, in, factors[p], means[p], pulls[p], terms[p], out, rows, n);
            } else {
                MomentLoops.scale(gradient, means[p], factors[p], terms[p], out, rows, n);
            }
        });
    }

    /** Per picture and channel, {@code [a, c]}: the sum of u and of u * v over the rows. */
    private record Sums(double[] plain, double[] products) {}

    private Sums sums(Buffer u, Buffer v, MomentGroups groups) {
        var layout = new Layout(groups);
        int pieces = layout.pieces();
        double[][] plain = new double[groups.a() * pieces][layout.wide];
        double[][] products = new double[groups.a() * pieces][layout.wide];
        layout.run(crew, (picture, from, to, rows, n) -> {
            int piece = picture * pieces + layout.piece(picture, from);
            MomentLoops.sums(
                    Lanes.slice(u, from, to), Lanes.slice(v, from, to), rows, n, plain[piece], products[piece]);
        });
        var sums = new Sums(new double[groups.a() * groups.c()], new double[groups.a() * groups.c()]);
        for (int piece = 0; piece < plain.length; piece++) {
            int at = piece / pieces * groups.c();
            for (int j = 0; j < layout.wide; j++) {
                sums.plain[at + j % groups.c()] += plain[piece][j];
                sums.products[at + j % groups.c()] += products[piece][j];
            }
        }
        return sums;
    }

    /** A value for a group and a channel. */
    private interface Coefficient {
        double of(int group, int channel);
    }

    /** Rows of n elements of one picture, from place {@code from} of the whole tensor to {@code to}. */
    private interface Piece {
        void run(int picture, long from, long to, int rows, int n);
    }

    /** Pictures as wide rows, cut into pieces; rows that do not fill a wide one end the last piece. */
    private static final class Layout {
        private final MomentGroups groups;
        private final int wide;
        private final int together;
        private final long size;

        Layout(MomentGroups groups) {
            this.groups = groups;
            int abreast = Math.max(1, Math.min(WIDE / groups.c(), groups.r()));
            wide = abreast * groups.c();
            together = Math.max(1, Lanes.SPAN / wide);
            size = (long) groups.r() * groups.c();
        }

        int pieces() {
            return (int) ((size + pieceSize() - 1) / pieceSize());
        }

        int piece(int picture, long at) {
            return (int) ((at - picture * size) / pieceSize());
        }

        private long pieceSize() {
            return (long) together * wide;
        }

        /** Per picture what each column of a wide row is calculated with. */
        float[][] columns(Coefficient value) {
            float[][] columns = new float[groups.a()][wide];
            for (int a = 0; a < groups.a(); a++) {
                for (int j = 0; j < wide; j++) {
                    int channel = j % groups.c();
                    columns[a][j] = j < groups.c()
                            ? (float) value.of(a * groups.g() + channel / groups.d(), channel)
                            : columns[a][channel];
                }
            }
            return columns;
        }

        void run(Crew crew, Piece body) {
            int pieces = pieces();
            crew.run((long) groups.a() * pieces, 1, groups.a() * size, (item, end, _) -> {
                int picture = (int) (item / pieces);
                long start = picture * size;
                long from = start + item % pieces * pieceSize();
                long to = Math.min(from + pieceSize(), start + size);
                int rows = (int) ((to - from) / wide);
                long whole = from + (long) rows * wide;
                if (rows > 0) body.run(picture, from, whole, rows, wide);
                if (whole < to) body.run(picture, whole, to, 1, (int) (to - whole));
            });
        }
    }

    private static double inverseRoot(Buffer variance, int k, double epsilon) {
        return 1 / Math.sqrt(get(variance, k) + epsilon);
    }

    private static double of(@Nullable Buffer perChannel, int channel, double otherwise) {
        return perChannel == null ? otherwise : get(perChannel, channel);
    }

    private static double get(Buffer buffer, int i) {
        return buffer.segment().getAtIndex(JAVA_FLOAT, i);
    }

    private static void set(Buffer buffer, int i, double value) {
        buffer.segment().setAtIndex(JAVA_FLOAT, i, (float) value);
    }
}
