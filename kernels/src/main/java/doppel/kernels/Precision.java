package doppel.kernels;

import java.util.Locale;

/**
 * How convolutions multiply; everything is stored, summed and updated in f32. Written {@code fp32} or {@code bf16}.
 */
public enum Precision {
    /** In single precision. */
    FP32,
    /**
     * Both factors are rounded to bf16 (8 bits of mantissa, the exponent of f32), products are summed in f32: about twice
     * as fast where the device has instructions for it. Convolutions that it has none for, stay in f32.
     */
    BF16;

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if there is none such
     */
    public static Precision parse(String name) {
        for (Precision precision : values()) {
            if (precision.toString().equals(name)) return precision;
        }
        throw new IllegalArgumentException("precision: wanted fp32 or bf16, got " + name);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
