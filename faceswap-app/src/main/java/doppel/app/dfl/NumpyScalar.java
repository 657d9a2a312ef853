package doppel.app.dfl;

import java.util.Locale;

/**
 * One NumPy number, such as {@code numpy.int64(3)}, which Python's pickle keeps apart from an array of one element.
 *
 * @param value an array without axes
 */
public record NumpyScalar(NumpyArray value) {
    /** @throws IllegalArgumentException if the array has axes */
    public NumpyScalar {
        if (value.shape().length != 0) throw new IllegalArgumentException("numpy scalar: got an array " + value);
    }

    /** {@code numpy.int64(value)}. */
    public static NumpyScalar of(long value) {
        return new NumpyScalar(NumpyArray.of(new long[] {value}));
    }

    /** {@code numpy.float64(value)}. */
    public static NumpyScalar of(double value) {
        return new NumpyScalar(NumpyArray.of(new double[] {value}));
    }

    /** As Java's Boolean, Long or Double. */
    public Object toJava() {
        if (value.type() == NumpyType.BOOL) return value.longAt(0) != 0;
        if (value.type().isFloat()) return value.doubleAt(0);
        return value.longAt(0);
    }

    @Override
    public String toString() {
        return value.type().name().toLowerCase(Locale.ROOT) + "(" + toJava() + ")";
    }
}
