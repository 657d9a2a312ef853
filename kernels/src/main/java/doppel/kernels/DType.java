package doppel.kernels;

import java.util.Locale;

/** What one element of a buffer is. */
public enum DType {
    /** IEEE single precision: activations, weights, gradients. */
    F32(4),
    /** IEEE double precision: gradient checks on the reference back-end. */
    F64(8),
    /** The upper half of an {@link #F32}: storage of mixed precision. */
    BF16(2),
    /** Unsigned byte: pixels. */
    U8(1),
    /** Signed integer: indices. */
    I32(4);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
