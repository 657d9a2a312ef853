package doppel.benchmarks;

import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.benchmarks.TimedKernels.Account;
import doppel.benchmarks.gpu.TrainingWork;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.Comparator;
import java.util.Map;

/**
 * Where the time of a training step goes: a Markdown table of the calls of each kernel, what they cost, and how fast
 * they are. Arguments: a model, a precision, then perhaps {@code shapes} to tell apart calls with other shapes.
 */
public final class StepProfile {
    private static final int WARM = 4;
    private static final int STEPS = 5;

    private StepProfile() {}

    /** Prints the table. */
    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: StepProfile MODEL PRECISION [shapes], such as df-128 fp32");
            System.exit(2);
        }
        boolean shapes = arguments.length > 2 && arguments[2].equals("shapes");
        var model = BenchmarkedModel.of(arguments[0]);
        try (Kernels kernels = Backends.open(Device.parse("cpu"), Precision.parse(arguments[1]))) {
            System.out.println(arguments[0] + " on " + kernels.describe() + "\n");
            System.out.print(profile(kernels, model.options(), model.training(), shapes, WARM, STEPS));
        }
    }

    /** The table of some steps after some others. */
    static String profile(
            Kernels kernels, ModelOptions options, TrainOptions training, boolean shapes, int warm, int steps) {
        var timed = new TimedKernels(kernels, shapes);
        long start;
        try (var work = new TrainingWork(timed.kernels(), options, training, 1, false)) {
            for (int i = 0; i < warm; i++) work.step();
            timed.reset();
            start = System.nanoTime();
            for (int i = 0; i < steps; i++) work.step();
            return table(timed.accounts(), (System.nanoTime() - start) / 1e6 / steps, steps);
        }
    }

    private static String table(Map<String, Account> accounts, double stepMillis, int steps) {
        var text = new StringBuilder("| kernel | calls | ms | share | speed |\n|---|---|---|---|---|\n");
        accounts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingLong(Account::nanos).reversed()))
                .forEach(e -> text.append(row(e.getKey(), e.getValue(), stepMillis, steps)));
        double inside = accounts.values().stream().mapToLong(Account::nanos).sum() / 1e6 / steps;
        return text.append("| between them | | %.1f | %.1f %% | |%n"
                        .formatted(stepMillis - inside, 100 - 100 * inside / stepMillis))
                .append("| **step** | | %.1f | | |%n".formatted(stepMillis))
                .toString();
    }

    private static String row(String name, Account a, double stepMillis, int steps) {
        double millis = a.nanos() / 1e6 / steps;
        String speed = a.flops() > 0
                ? "%.0f GFLOP/s".formatted(a.flops() / a.nanos())
                : "%.1f GB/s".formatted(a.bytes() / a.nanos());
        return "| %s | %d | %.1f | %.1f %% | %s |%n"
                .formatted(name, a.calls() / steps, millis, 100 * millis / stepMillis, speed);
    }
}
