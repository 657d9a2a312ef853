package doppel.benchmarks.gpu;

import doppel.app.face.FaceType;
import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The losses of 200 steps of a small df-ud against those of the CPU back-end in fp32, which are kept in a file: means
 * of forty steps must lie within 2 %. Roundings alone change single losses more: the CPU's own bf16 gives means that
 * differ by 1.1 %, and single losses that differ by 9 %.
 */
final class LossCurve implements Block {
    static final String FILE = "loss-curve.txt";

    private static final int STEPS = 200;
    private static final int DRY_STEPS = 3;
    private static final int WINDOW = 40;
    private static final double MOST = 0.02;
    private static final int BATCHES = 8;
    /** DeepFaceLab's own rate: at ten times that, roundings alone change the losses by more than this allows. */
    private static final TrainOptions TRAINING =
            new TrainOptions(4, true, false, OptimizerOptions.of(UpdateRule.AdaBelief.DEFAULT, 5e-5));

    private static final ModelOptions MODEL = new ModelOptions(Archi.parse("df-ud"), 64, 64, 16, 16, 16, FaceType.FULL);

    @Override
    public String name() {
        return "loss curve";
    }

    @Override
    public int seconds() {
        return 45;
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public void run(Bench bench, Deadline deadline) throws IOException {
        int steps = bench.dry() ? DRY_STEPS : STEPS;
        Path file = bench.home().resolve("fixtures").resolve(FILE);
        List<Double> wanted = Files.exists(file) || !bench.dry() ? read(file) : List.of();
        for (Precision precision : bench.precisions("fp32", "tf32", "bf16")) {
            if (deadline.passed()) return;
            bench.part(name(), precision.toString(), () -> compare(bench, precision, wanted, steps, deadline));
        }
    }

    private void compare(Bench bench, Precision precision, List<Double> wanted, int steps, Deadline deadline) {
        try (Kernels kernels = bench.open(precision)) {
            List<Double> got = steps(kernels, steps, deadline);
            // dry and unpacked there is nothing to be held against
            List<Double> measure = wanted.isEmpty() ? got : wanted;
            double worst = worst(measure, got, Math.min(WINDOW, Math.min(got.size(), measure.size())));
            bench.journal()
                    .add(
                            name(),
                            "precision",
                            precision.toString(),
                            "steps",
                            got.size(),
                            "first",
                            got.getFirst(),
                            "last",
                            got.getLast(),
                            "worst %",
                            100 * worst,
                            "same",
                            worst <= MOST);
        }
    }

    private static List<Double> steps(Kernels kernels, int steps, Deadline deadline) {
        List<Double> losses = new ArrayList<>();
        try (var work = new TrainingWork(kernels, MODEL, TRAINING, BATCHES, true)) {
            while (losses.size() < steps && !deadline.passed()) losses.add(work.step());
        }
        return losses;
    }

    /** Largest difference of means over windows, as a share of the wanted one. */
    static double worst(List<Double> wanted, List<Double> got, int window) {
        int n = Math.min(wanted.size(), got.size());
        if (n < 1) return Double.NaN;
        double worst = 0;
        for (int from = 0; from + window <= n; from += window) {
            double w = mean(wanted.subList(from, from + window));
            double g = mean(got.subList(from, from + window));
            double difference = Math.abs(g - w) / w;
            if (Double.isNaN(difference)) return difference;
            worst = Math.max(worst, difference);
        }
        return worst;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static List<Double> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Double::valueOf)
                .toList();
    }

    /** Computes the curve on the CPU and writes it. */
    static void write(Path file, Precision precision) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Kernels kernels = Backends.open(new Device.Cpu(), precision)) {
            lines.add("# " + MODEL + ", " + TRAINING);
            lines.add("# " + kernels.describe());
            for (double loss : steps(kernels, STEPS, Deadline.NONE)) {
                lines.add(String.format(Locale.ROOT, "%.9g", loss));
            }
        }
        Files.write(file, lines);
    }
}
