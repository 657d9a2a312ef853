package doppel.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of the parity tests and how two runs of one are held against each other; also for programs on a card. */
public final class Parity {
    /** One step of bf16 either way: the reference rounds what it computed in f64, kernels what they computed in f32. */
    static final double BF16_STEP = 1.0 / 128;

    private Parity() {}

    /** One row per op and shape. */
    public static Stream<ParityRow> rows() {
        return Stream.of(
                        ElementwiseRows.all(),
                        SumRows.all(),
                        NormRows.all(),
                        SimilarityRows.all(),
                        MixedRows.all(),
                        LayoutRows.all(),
                        PictureRows.all(),
                        GeometryRows.all(),
                        OptimizerRows.all())
                .flatMap(r -> r);
    }

    /** The rows that mean something with inputs and results in bf16, with the tolerance of that type. */
    public static Stream<ParityRow> rowsInBf16() {
        return rows().filter(row -> !isFullPrecision(row))
                .map(row -> new ParityRow(row.name(), BF16_STEP + row.tolerance(), row.body()));
    }

    /** Rows that name their types, moves, which are exact for every type already, and what is f32 alone. */
    private static boolean isFullPrecision(ParityRow row) {
        return Stream.of(
                        "mixed",
                        "cast",
                        "depth",
                        "transpose",
                        "copy",
                        "gather",
                        "dssim",
                        "rmsprop",
                        "adabelief",
                        "adam")
                .anyMatch(row.name()::startsWith);
    }

    /** What a row's ops write, on inputs that are the same for every back-end. */
    public static List<double[]> run(Kernels kernels, ParityRow row, DType dtype) {
        try (Lab lab = new Lab(kernels, dtype)) {
            row.body().run(kernels, lab);
            kernels.synchronize();
            return lab.results();
        }
    }

    /**
     * The first element that is off by more than {@code tolerance * (1 + |wanted|)}, in words; empty if there is none.
     * NaN equals NaN.
     */
    public static Optional<String> difference(List<double[]> wanted, List<double[]> got, double tolerance) {
        if (wanted.size() != got.size()) return Optional.of(wanted.size() + " results, got " + got.size());
        for (int r = 0; r < wanted.size(); r++) {
            double[] w = wanted.get(r);
            double[] g = got.get(r);
            if (w.length != g.length) return Optional.of(w.length + " elements, got " + g.length);
            for (int i = 0; i < w.length; i++) {
                double error = Math.abs(w[i] - g[i]);
                if (w[i] == g[i] || (Double.isNaN(w[i]) && Double.isNaN(g[i]))) continue;
                if (!(error <= tolerance * (1 + Math.abs(w[i])))) {
                    return Optional.of("result %d, element %d of %d: wanted %s, got %s, tolerance %s"
                            .formatted(r, i, w.length, w[i], g[i], tolerance));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether two runs wrote the same bits. */
    public static boolean same(List<double[]> first, List<double[]> second) {
        if (first.size() != second.size()) return false;
        for (int i = 0; i < first.size(); i++) {
            if (!Arrays.equals(first.get(i), second.get(i))) return false;
        }
        return true;
    }
}
