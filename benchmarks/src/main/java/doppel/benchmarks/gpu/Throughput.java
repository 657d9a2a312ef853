package doppel.benchmarks.gpu;

import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Milliseconds of a training step of the standard models at batch 8, in bf16 and tf32, with and without a graph: rows
 * of ten steps, each queued while the one before runs, as in a training, and the card waited for at the end of a row.
 */
final class Throughput implements Block {
    private static final int WARM_UP = 10;
    private static final int ROWS = 20;
    private static final int ROW = 10;

    private final StandardNet net;
    private final int seconds;

    Throughput(StandardNet net, int seconds) {
        this.net = net;
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public int seconds() {
        return seconds;
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public void run(Bench bench, Deadline deadline) {
        for (Precision precision : bench.precisions("bf16", "tf32")) {
            for (boolean graph : new boolean[] {true, false}) {
                if (deadline.passed()) return;
                String what = net + " " + precision + (graph ? " graph" : " eager");
                bench.part(name(), what, () -> measure(bench, precision, graph, deadline));
                if (bench.dry()) break;
            }
        }
    }

    private void measure(Bench bench, Precision precision, boolean graph, Deadline deadline) {
        ModelOptions options = bench.dry() ? net.small() : net.options();
        TrainOptions training = bench.dry() ? TrainingWork.QUICK : net.training();
        try (Kernels kernels = bench.open(precision);
                var work = new TrainingWork(kernels, options, training, 1, graph)) {
            for (int i = 0; i < (bench.dry() ? 1 : WARM_UP); i++) work.step();
            double[] seconds = new double[bench.dry() ? 1 : ROWS];
            int n = 0;
            Deadline share = deadline.within(this.seconds / 4.0);
            while (n < seconds.length && (n == 0 || !share.passed())) seconds[n++] = row(work, kernels) / ROW;
            Stopwatch.Time time = Stopwatch.Time.of(Arrays.copyOf(seconds, n));
            double floor = net.floorMillis(precision.toString());
            bench.journal()
                    .add(
                            name(),
                            "net",
                            net.toString(),
                            "precision",
                            precision.toString(),
                            "graph",
                            graph,
                            "steps",
                            n * ROW,
                            "ms",
                            time.median() * 1e3,
                            "spread",
                            time.spread(),
                            "TFLOP/s",
                            net.flops() / time.median() / 1e12,
                            "floor ms",
                            floor,
                            "of the floor",
                            time.median() * 1e3 / floor,
                            "MiB",
                            kernels.memory().reservedBytes() >> 20);
        }
    }

    private static double row(TrainingWork work, Kernels kernels) {
        long begun = System.nanoTime();
        double losses = 0;
        Supplier<Double> before = work.queue();
        for (int i = 1; i < ROW; i++) {
            Supplier<Double> next = work.queue();
            losses += before.get();
            before = next;
        }
        losses += before.get();
        kernels.synchronize();
        if (!Double.isFinite(losses)) throw new IllegalStateException("training: losses add up to " + losses);
        return (System.nanoTime() - begun) / 1e9;
    }
}
