package doppel.kernels;

import java.util.Locale;

/**
 * What networks are computed in. Weights are stored and updated, and all sums are made, in f32. Written {@code fp32}, {@code
 * tf32} or {@code bf16}.
 */
public enum Precision {
    /** Multiplied in single precision, strictly: nothing is rounded before. */
    FP32,
    /**
     * Factors are rounded to 10 bits of mantissa as tensor cores read them; all is stored in f32. An NVIDIA card's own,
     * from sm_80 on.
     */
    TF32,
    /**
     * Both factors are rounded to bf16 (7 bits of mantissa, the exponent of f32), products are summed in f32: about
     * twice as fast where the device has instructions for it. What lies between layers is stored in bf16 too, see {@link
     * Kernels#storage}. What is stored in f32 a card multiplies in f32; a processor rounds it where it enters a
     * convolution. What there are no fast instructions for is computed in f32.
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
        throw new IllegalArgumentException("precision: wanted fp32, tf32 or bf16, got " + name);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
