package doppel.app.cli;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --precision}. */
final class PrecisionOption {
    @Option(
            names = "--precision",
            paramLabel = "NAME",
            converter = Converter.class,
            description =
                    "What training computes in: fp32; bf16, about twice as fast; or tf32, in between and on a card"
                            + " alone. On a card fp32 is strict, and bf16 is also what lies in memory between layers. An error on a"
                            + " device without instructions for it (default: bf16 on a card that has it; on a processor that has"
                            + " it bf16 for draft and quick; else fp32).")
    private @Nullable Precision precision;

    /** What was asked for; else what a device trains best in. */
    Precision orElse(Precision usual, Device device) {
        return precision != null ? precision : Backends.forTraining(device, usual);
    }

    /** Reads {@code fp32}, {@code tf32} and {@code bf16}. */
    static final class Converter implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String value) {
            return Precision.parse(value);
        }
    }
}
