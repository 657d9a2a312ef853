package doppel.app.onnx;

import java.util.function.LongBinaryOperator;

/** Arithmetic on whole numbers, which stand for sizes, on the host. */
final class HostArithmetic {
    private HostArithmetic() {}

    /** {@code f(a, b)} of equal sizes, or with one of them a single value. */
    static OnnxTensor.Wholes binary(OnnxTensor.Wholes a, OnnxTensor.Wholes b, LongBinaryOperator f) {
        if (a.length() != b.length() && a.length() != 1 && b.length() != 1) {
            throw new IllegalArgumentException(a + " against " + b);
        }
        OnnxTensor.Wholes larger =
                a.length() > b.length() || (a.length() == b.length() && a.sizes().length >= b.sizes().length) ? a : b;
        long[] values = new long[larger.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = f.applyAsLong(a.values()[a.length() == 1 ? 0 : i], b.values()[b.length() == 1 ? 0 : i]);
        }
        return new OnnxTensor.Wholes(larger.sizes(), values);
    }

    /** {@code a / b}, rounded towards zero. */
    static long divide(long a, long b) {
        if (b == 0) throw new IllegalArgumentException("division of " + a + " by zero");
        return a / b;
    }
}
