package doppel.benchmarks.gpu;

import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.Arrays;
import java.util.Map;

/** Whether steps replayed from a captured graph give the bits of steps put to the card one kernel after the other. */
final class StepIdentity implements Block {
    private static final int STEPS = 20;
    private static final int DRY_STEPS = 2;

    /** What some steps did. */
    private record Trained(double[] losses, Map<String, float[]> state) {}

    @Override
    public String name() {
        return "step";
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
    public void run(Bench bench, Deadline deadline) {
        for (StandardNet net : StandardNet.values()) {
            for (Precision precision : bench.precisions("fp32", "bf16")) {
                if (deadline.passed()) return;
                bench.part(name(), net + " " + precision, () -> compare(bench, net, precision));
                if (bench.dry()) return;
            }
        }
    }

    private void compare(Bench bench, StandardNet net, Precision precision) {
        int steps = bench.dry() ? DRY_STEPS : STEPS;
        Trained eager = train(bench, net, precision, false, steps);
        Trained captured = train(bench, net, precision, true, steps);
        int losses = 0;
        for (int i = 0; i < steps; i++) {
            if (Double.doubleToRawLongBits(eager.losses[i]) != Double.doubleToRawLongBits(captured.losses[i])) losses++;
        }
        int tensors = 0;
        for (String path : eager.state.keySet()) {
            if (!Arrays.equals(eager.state.get(path), captured.state.get(path))) tensors++;
        }
        bench.journal()
                .add(
                        name(),
                        "net",
                        net.options().archi() + " small",
                        "precision",
                        precision.toString(),
                        "steps",
                        steps,
                        "losses that differ",
                        losses,
                        "tensors that differ",
                        tensors,
                        "of",
                        eager.state.size(),
                        "same",
                        losses == 0 && tensors == 0);
    }

    private static Trained train(Bench bench, StandardNet net, Precision precision, boolean graph, int steps) {
        try (Kernels kernels = bench.open(precision);
                var work = new TrainingWork(kernels, net.small(), TrainingWork.QUICK, 2, graph)) {
            double[] losses = new double[steps];
            for (int i = 0; i < steps; i++) losses[i] = work.step();
            return new Trained(losses, work.state());
        }
    }
}
