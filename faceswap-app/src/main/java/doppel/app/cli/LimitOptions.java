package doppel.app.cli;

import doppel.app.train.Limit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code --iterations} or {@code --minutes}. */
final class LimitOptions {
    @ArgGroup
    private @Nullable Choice choice;

    static final class Choice {
        @Option(
                names = "--iterations",
                paramLabel = "N",
                description = "Train so many iterations in all, earlier runs of the same model included.")
        private @Nullable Long iterations;

        @Option(names = "--minutes", paramLabel = "M", description = "Train so many minutes in all.")
        private @Nullable Double minutes;
    }

    /** What was asked for, else another. */
    Limit orElse(Limit usual) {
        return choice == null ? usual : asked(choice);
    }

    private static Limit asked(Choice choice) {
        if (choice.iterations != null) return new Limit.Steps(choice.iterations);
        if (choice.minutes != null) return new Limit.Time(Duration.ofMillis(Math.round(60e3 * choice.minutes)));
        return new Limit.Never();
    }
}
