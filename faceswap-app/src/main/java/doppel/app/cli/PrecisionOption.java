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
            description = "How training multiplies: fp32, or bf16, which takes a third off a step and is an error on a"
                    + " device without instructions for it (default: the preset's, bf16 for draft and quick where the"
                    + " device has it, else fp32).")
    private @Nullable Precision precision;

    /** What was asked for; else the usual one, if the device is fast with it. */
    Precision orElse(Precision usual, Device device) {
        if (precision != null) return precision;
        return Backends.isFast(device, usual) ? usual : Precision.FP32;
    }

    /** Reads {@code fp32} and {@code bf16}. */
    static final class Converter implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String value) {
            return Precision.parse(value);
        }
    }
}
