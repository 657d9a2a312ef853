package doppel.benchmarks.gpu;

import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Parity;
import doppel.kernels.ParityRow;
import doppel.kernels.Precision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Every op on odd sizes against the textbook back-end, which other threads run ahead, and twice for the same bits: the
 * rows of the parity test, in f32 and bf16.
 */
final class GoldenKernels implements Block {
    private static final int MOST_FAULTS = 20;
    private static final int DRY_STEP = 60;

    /** A row and what the textbook says to it. */
    private record Wanted(ParityRow row, Future<List<double[]>> results) {}

    @Override
    public String name() {
        return "kernels";
    }

    @Override
    public int seconds() {
        return 75;
    }

    @Override
    public void run(Bench bench, Deadline deadline) throws ExecutionException, InterruptedException {
        try (Kernels kernels = bench.open(Precision.FP32)) {
            compare(bench, kernels, "f32", DType.F32, Parity.rows().toList(), deadline);
            if (!bench.onCard()) return;
            compare(bench, kernels, "bf16", DType.BF16, Parity.rowsInBf16().toList(), deadline);
        }
        for (String conv : List.of("columns", "direct")) {
            List<ParityRow> rows =
                    Parity.rows().filter(row -> row.name().startsWith("conv2d")).toList();
            try (Kernels kernels = bench.open(Precision.FP32, Map.of("doppel.cuda.conv", conv))) {
                compare(bench, kernels, "f32, convolutions by " + conv, DType.F32, rows, deadline);
            }
        }
    }

    private void compare(Bench bench, Kernels kernels, String what, DType type, List<ParityRow> rows, Deadline deadline)
            throws ExecutionException, InterruptedException {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().factory());
        int tried = 0;
        int faults = 0;
        try {
            Iterator<ParityRow> next = bench.dry() ? every(rows, DRY_STEP) : rows.iterator();
            Deque<Wanted> ahead = new ArrayDeque<>();
            while (!deadline.passed()) {
                while (next.hasNext() && ahead.size() < 2 * threads) {
                    ParityRow row = next.next();
                    ahead.add(new Wanted(row, pool.submit(() -> reference(row, type))));
                }
                if (ahead.isEmpty()) break;
                Wanted wanted = ahead.remove();
                Optional<String> fault = fault(kernels, wanted, type);
                tried++;
                if (fault.isPresent() && faults++ < MOST_FAULTS) {
                    bench.journal().add(name(), "fault", wanted.row.name(), "type", what, "text", fault.get());
                }
            }
        } finally {
            pool.shutdownNow();
        }
        bench.journal().add(name(), "type", what, "rows", rows.size(), "tried", tried, "faults", faults);
    }

    private static Iterator<ParityRow> every(List<ParityRow> rows, int step) {
        List<ParityRow> few = java.util.stream.IntStream.range(0, rows.size() / step)
                .mapToObj(i -> rows.get(i * step))
                .toList();
        return few.iterator();
    }

    private static List<double[]> reference(ParityRow row, DType type) {
        try (Kernels reference = Backends.reference()) {
            return Parity.run(reference, row, type);
        }
    }

    private static Optional<String> fault(Kernels kernels, Wanted wanted, DType type)
            throws ExecutionException, InterruptedException {
        List<double[]> first;
        List<double[]> second;
        try {
            first = Parity.run(kernels, wanted.row, type);
            second = Parity.run(kernels, wanted.row, type);
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
        Optional<String> difference = Parity.difference(wanted.results.get(), first, wanted.row.tolerance());
        if (difference.isPresent() || Parity.same(first, second)) return difference;
        return Optional.of("a second run gave other bits");
    }
}
