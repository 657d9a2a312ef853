package doppel.benchmarks.gpu;

import doppel.benchmarks.gpu.SiteWork.Pass;
import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Every convolution of the standard models, all three passes, against the kernel that is nothing but the definition, in
 * f32 on the same operands; and twice for the same bits. Forward and the input's gradient are compared on the first and
 * the last picture, the weights' gradient whole.
 */
final class SiteCheck implements Block {
    /** Of a convolution's result against the exact one, as a share of its norm. */
    private static final Map<String, Double> TOLERANCES = Map.of("fp32", 1e-5, "tf32", 2e-3, "bf16", 6e-3);

    private final String[] precisions;
    private final String name;
    private final int seconds;

    SiteCheck(String name, int seconds, String... precisions) {
        this.name = name;
        this.seconds = seconds;
        this.precisions = precisions;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int seconds() {
        return seconds;
    }

    @Override
    public void run(Bench bench, Deadline deadline) {
        try (Kernels direct = direct(bench)) {
            for (Precision precision : bench.precisions(precisions)) {
                try (Kernels kernels = bench.open(precision)) {
                    int tried = 0;
                    int faults = 0;
                    for (Site site : Site.ALL) {
                        if (deadline.passed()) break;
                        tried += Pass.values().length;
                        faults += check(bench, kernels, direct, precision, bench.dry() ? site.small() : site);
                        if (bench.dry() && tried >= 6) break;
                    }
                    bench.journal()
                            .add(
                                    name(),
                                    "precision",
                                    precision.toString(),
                                    "passes",
                                    Site.ALL.size() * Pass.values().length,
                                    "tried",
                                    tried,
                                    "faults",
                                    faults);
                }
            }
        }
    }

    private static Kernels direct(Bench bench) {
        if (!bench.onCard()) return Backends.reference();
        return bench.open(Precision.FP32, Map.of("doppel.cuda.conv", "direct"));
    }

    private int check(Bench bench, Kernels kernels, Kernels direct, Precision precision, Site site) {
        boolean narrow = precision == Precision.BF16;
        DType stored = kernels.storage();
        int faults = 0;
        try (var work = new SiteWork(kernels, site, stored, narrow);
                var exact = new SiteWork(direct, site, DType.F32, narrow)) {
            for (Pass pass : Pass.values()) {
                String fault = fault(bench, work, exact, pass, site, precision.toString());
                if (fault.isEmpty()) continue;
                faults++;
                bench.journal()
                        .add(
                                name(),
                                "site",
                                site.name(),
                                "pass",
                                pass.toString(),
                                "precision",
                                precision.toString(),
                                "text",
                                fault);
            }
        }
        return faults;
    }

    private static String fault(Bench bench, SiteWork work, SiteWork exact, Pass pass, Site site, String precision) {
        int n = site.n();
        float[] first;
        float[] second;
        try {
            first = whole(work, pass, n);
            second = whole(work, pass, n);
        } catch (RuntimeException e) {
            return e.toString();
        }
        if (!Arrays.equals(first, second)) return "a second run gave other bits";
        double worst = 0;
        for (int picture : pass == Pass.WEIGHTS ? List.of(0) : List.of(0, n - 1)) {
            exact.run(pass, picture, picture + 1);
            float[] wanted = exact.read(pass, picture, picture + 1);
            int from = pass == Pass.WEIGHTS ? 0 : picture * wanted.length;
            worst = Math.max(worst, error(wanted, first, from));
        }
        double most = bench.onCard() ? TOLERANCES.getOrDefault(precision, 1e-5) : 2e-2;
        return worst <= most ? "" : "error %.3g of the norm, at most %.3g is allowed".formatted(worst, most);
    }

    private static float[] whole(SiteWork work, Pass pass, int n) {
        work.poison(pass);
        work.run(pass);
        return work.read(pass, 0, n);
    }

    /** Norm of the difference over the norm; not a number if a result is none. */
    private static double error(float[] wanted, float[] got, int from) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < wanted.length; i++) {
            double d = (double) wanted[i] - got[from + i];
            difference += d * d;
            norm += (double) wanted[i] * wanted[i];
        }
        return Math.sqrt(difference / norm);
    }
}
