package doppel.kernels;

/**
 * An activation whose derivative can be told from its result alone, so that a layer keeps only its output.
 *
 * <table>
 * <caption>Functions and derivatives</caption>
 * <tr><th>kind<th>y<th>dy/dx, from y
 * <tr><td>NONE<td>x<td>1
 * <tr><td>LEAKY_RELU<td>x where x &gt; 0, else slope * x<td>1 where y &gt; 0, else slope
 * <tr><td>SIGMOID<td>1 / (1 + exp(-x))<td>y * (1 - y)
 * <tr><td>TANH<td>tanh(x)<td>1 - y * y
 * </table>
 *
 * @param slope of {@link Kind#LEAKY_RELU} below zero, {@code >= 0}; 0 makes it a plain ReLU; 0 for other kinds
 */
public record Activation(Kind kind, float slope) {
    /** Leaves values as they are. */
    public static final Activation NONE = new Activation(Kind.NONE, 0);
    /** Logistic function. */
    public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0);
    /** Hyperbolic tangent. */
    public static final Activation TANH = new Activation(Kind.TANH, 0);
    /** Zero below zero. */
    public static final Activation RELU = new Activation(Kind.LEAKY_RELU, 0);

    /** Which function. */
    public enum Kind {
        NONE,
        LEAKY_RELU,
        SIGMOID,
        TANH
    }

    public Activation {
        if (!(slope >= 0) || (kind != Kind.LEAKY_RELU && slope != 0)) {
            throw new IllegalArgumentException("activation: " + kind + " with slope " + slope);
        }
    }

    /** {@code x} above zero, {@code slope * x} below. */
    public static Activation leakyRelu(double slope) {
        return new Activation(Kind.LEAKY_RELU, (float) slope);
    }
}
