package doppel.benchmarks.gpu;

import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.Arrays;

/** Milliseconds of a training step of the standard models at batch 8, in bf16 and tf32, with and without a graph. */
final class Throughput implements Block {
    private static final int WARM_UP = 10;
    private static final int STEPS = 200;

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
                measure(bench, precision, graph, deadline);
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
            double[] seconds = new double[bench.dry() ? 1 : STEPS];
            int n = 0;
            Deadline share = deadline.within(this.seconds / 4.0);
            while (n < seconds.length && (n == 0 || !share.passed())) {
                long begun = System.nanoTime();
                work.step();
                kernels.synchronize();
                seconds[n++] = (System.nanoTime() - begun) / 1e9;
            }
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
                            n,
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
}
