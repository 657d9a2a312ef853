package doppel.kernels.host;

/** The upper 16 bits of an IEEE single: 8 bits of exponent, 7 of fraction. */
public final class Bfloat16 {
    private Bfloat16() {}

    /** Rounded to nearest, ties to even; NaN stays NaN. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) return (short) ((bits >>> 16) | 0x40);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /** Exact. */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
