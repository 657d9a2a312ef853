package doppel.app.cli;

import doppel.app.train.Preset;
import picocli.CommandLine.Option;

/** {@code --preset}. */
final class PresetOption {
    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "draft",
            description =
                    "Model and training: draft (64 px, minutes on two cores), quick (96 px, hours), standard (128 px,"
                            + " DeepFaceLab's widths, days on a CPU) (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Preset preset;

    Preset preset() {
        return preset;
    }
}
