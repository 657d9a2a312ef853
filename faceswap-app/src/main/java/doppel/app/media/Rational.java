package doppel.app.media;

/**
 * A fraction, such as 30000/1001 frames per second; not reduced.
 *
 * @param numerator at least 1
 * @param denominator at least 1
 */
public record Rational(int numerator, int denominator) {
    /** 1/1. */
    public static final Rational ONE = new Rational(1, 1);

    public Rational {
        if (numerator < 1 || denominator < 1) {
            throw new IllegalArgumentException("rational %d/%d".formatted(numerator, denominator));
        }
    }

    /** Numerator over denominator. */
    public double value() {
        return (double) numerator / denominator;
    }

    /** Denominator over numerator. */
    public Rational inverse() {
        return new Rational(denominator, numerator);
    }

    @Override
    public String toString() {
        return denominator == 1 ? Integer.toString(numerator) : numerator + "/" + denominator;
    }
}
