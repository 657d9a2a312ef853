package doppel.kernels;

/**
 * Operations on each element alone. Targets are overwritten unless the name says {@code accumulate}, and may be one of
 * the sources.
 */
public interface ElementwiseKernels {
    /** Functions of one variable; the derivative takes the input {@code x}. */
    enum Unary {
        /** {@code |x|}; derivative 0 at 0. */
        ABS,
        /** {@code x * x}. */
        SQUARE,
        /** Square root; {@code x > 0} for a finite derivative. */
        SQRT,
        /** {@code e^x}. */
        EXP,
        /** Natural logarithm. */
        LOG,
        /** {@code 1 / x}. */
        RECIPROCAL,
        /** {@code x * cos(x)}, DeepFaceLab's activation "c". */
        X_COS_X,
        /** {@code ln(1 + e^x)} without overflow. */
        SOFTPLUS
    }

    /** Functions of two variables. */
    enum Binary {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MAX,
        MIN,
        /** 1 where {@code a >= b}, else 0: a mask. */
        GREATER_OR_EQUAL
    }

    /** {@code y = act(x)}. */
    void activate(Buffer x, Activation activation, Buffer y);

    /** {@code dx = dy * act'}, told from the result {@code y}; see {@link Activation}. */
    void activateBackward(Buffer dy, Buffer y, Activation activation, Buffer dx);

    /** {@code y = f(x)}. */
    void unary(Unary f, Buffer x, Buffer y);

    /** {@code dx = dy * f'(x)}. */
    void unaryBackward(Unary f, Buffer dy, Buffer x, Buffer dx);

    /** {@code y = f(a, b)}; sizes of 1 and missing leading axes of a and b are stretched to the shape of y. */
    void binary(Binary f, Buffer a, Buffer b, Buffer y);

    /** {@code y = factor * x + term}. */
    void affine(Buffer x, double factor, double term, Buffer y);

    /** {@code y += factor * x}. */
    void accumulate(Buffer x, double factor, Buffer y);

    /** {@code y = min(max(x, low), high)}. */
    void clamp(Buffer x, double low, double high, Buffer y);

    /** {@code dx = dy} where {@code low <= x <= high}, else 0. */
    void clampBackward(Buffer dy, Buffer x, double low, double high, Buffer dx);

    /** {@code y = x} in the type of y: rounded to nearest even for bf16, u8 clipped to 0..255. */
    void cast(Buffer x, Buffer y);
}
