package doppel.benchmarks.gpu;

import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;

/** How much of the card's bandwidth kernels reach that do several things in one pass. */
final class FusedTiming implements Block {
    @Override
    public String name() {
        return "fused speed";
    }

    @Override
    public int seconds() {
        return 15;
    }

    @Override
    public void run(Bench bench, Deadline deadline) {
        if (!(bench.device() instanceof Device.Cuda card)) {
            bench.journal().add(name(), "status", "skipped", "why", "needs a card");
            return;
        }
        try (Kernels kernels = bench.open(Precision.FP32);
                var launcher = new CardLauncher(card)) {
            for (FusedKernel kernel : FusedKernel.values()) {
                if (deadline.passed()) return;
                bench.part(name(), kernel.toString(), () -> {
                    FusedKernel.Work work = kernel.on(kernels, launcher);
                    Stopwatch.Time time = Stopwatch.CARD.time(work.end(), work.run(), deadline);
                    bench.journal()
                            .add(
                                    name(),
                                    "kernel",
                                    kernel.toString(),
                                    "us",
                                    time.median() * 1e6,
                                    "TB/s",
                                    work.bytes() / time.median() / 1e12,
                                    "spread",
                                    time.spread());
                });
            }
        }
    }
}
