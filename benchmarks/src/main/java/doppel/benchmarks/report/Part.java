package doppel.benchmarks.report;

import doppel.benchmarks.MatmulBenchmark;
import doppel.benchmarks.turns.ConvTurns;
import doppel.benchmarks.turns.SwapTurns;
import doppel.benchmarks.turns.TrainStepMemory;
import doppel.benchmarks.turns.TrainStepTurns;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** One of the JMH classes that the report is made of. */
enum Part {
    PEAK(MatmulBenchmark.class),
    STEP(TrainStepTurns.class),
    MEMORY(TrainStepMemory.class),
    SWAP(SwapTurns.class),
    CONV(ConvTurns.class);

    private final Class<?> benchmark;

    Part(Class<?> benchmark) {
        this.benchmark = benchmark;
    }

    /** Those in a run; the peak always, as the limits need it. */
    static List<Part> chosen(boolean quick, Pattern pattern) {
        return List.of(values()).stream()
                .filter(part -> part == PEAK
                        || (pattern.matcher(part.benchmark.getSimpleName()).find() && !(quick && part == CONV)))
                .toList();
    }

    /**
     * What JMH is told.
     *
     * @param quick df-128 alone, in about five minutes together
     * @param peer whether there is one
     */
    Options options(boolean quick, boolean peer) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark.getName()) + "\\.")
                .forks(1)
                .shouldDoGC(false);
        if (this == MEMORY && !peer) options.param("way", "ours");
        if (quick && this != PEAK) {
            options.param("model", "df-128");
            options.warmupIterations(this == MEMORY ? 0 : 1);
            options.measurementIterations(
                    switch (this) {
                        case STEP -> 4;
                        case MEMORY -> 2;
                        default -> 3;
                    });
        }
        return options.build();
    }
}
