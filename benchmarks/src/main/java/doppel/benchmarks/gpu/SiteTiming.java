package doppel.benchmarks.gpu;

import doppel.benchmarks.gpu.SiteWork.Pass;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/** How fast every convolution of the standard models is, in floating-point operations per second. */
final class SiteTiming implements Block {
    @Override
    public String name() {
        return "site speed";
    }

    @Override
    public int seconds() {
        return 60;
    }

    @Override
    public void run(Bench bench, Deadline deadline) {
        Stopwatch watch = bench.dry() ? Stopwatch.DRY : Stopwatch.CARD;
        for (Precision precision : bench.precisions("bf16", "tf32")) {
            try (Kernels kernels = bench.open(precision)) {
                DType stored = kernels.storage();
                int done = 0;
                for (Site site : Site.ALL) {
                    if (deadline.passed() || (bench.dry() && done++ >= 2)) break;
                    Site sized = bench.dry() ? site.small() : site;
                    bench.part(
                            name(), site.name(), () -> time(bench, kernels, precision, sized, stored, watch, deadline));
                }
            }
        }
    }

    private void time(
            Bench bench,
            Kernels kernels,
            Precision precision,
            Site site,
            DType stored,
            Stopwatch watch,
            Deadline deadline) {
        try (var work = new SiteWork(kernels, site, stored, false)) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("site", site.name());
            line.put("precision", precision.toString());
            double micros = 0;
            for (Pass pass : Pass.values()) {
                double seconds =
                        watch.time(kernels, () -> work.run(pass), deadline).median();
                line.put(pass + " TFLOP/s", site.flops() / seconds / 1e12);
                micros += seconds * 1e6;
            }
            line.put("us", micros);
            bench.journal().add(name(), line);
        }
    }
}
