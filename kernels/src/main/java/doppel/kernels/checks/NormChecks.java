package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/** Arguments of the normalisations. */
public final class NormChecks {
    private NormChecks() {}

    /** The type of moments and parameters beside a tensor. */
    public static DType beside(Buffer x) {
        return x.dtype() == DType.BF16 ? DType.F32 : x.dtype();
    }

    /** Moments of x. */
    public static MomentGroups moments(String op, Buffer x, Buffer mean, Buffer variance) {
        Checks.floating(op, x);
        Shape shape = x.shape();
        Shape per = mean.shape();
        boolean fits = shape.rank() >= 1 && per.rank() == 2;
        fits = fits && (per.size(0) == 1 || per.size(0) == shape.size(0)) && shape.size(-1) % per.size(1) == 0;
        fits = fits && (per.size(0) == 1 || shape.rank() >= 2);
        if (!fits) throw new IllegalArgumentException(op + ": moments " + per + " do not fit " + shape);
        beside(op, "mean", x, mean);
        beside(op, "variance", x, variance);
        Checks.shape(op, "variance", per, variance);
        int c = shape.size(-1);
        long rows = shape.elements() / c / per.size(0);
        return new MomentGroups(per.size(0), Math.toIntExact(rows), per.size(1), c / per.size(1));
    }

    /** A vector with one value per channel of x, or null. */
    public static void perChannel(String op, String argument, Buffer x, @Nullable Buffer v) {
        if (v == null) return;
        beside(op, argument, x, v);
        Checks.shape(op, argument, new Shape(x.shape().size(-1)), v);
    }

    /** Arguments of the forward pass. */
    public static MomentGroups normalize(
            Buffer x, Buffer mean, Buffer variance, @Nullable Buffer scale, @Nullable Buffer shift, Buffer y) {
        Checks.same("normalize", x, y);
        perChannel("normalize", "scale", x, scale);
        perChannel("normalize", "shift", x, shift);
        return moments("normalize", x, mean, variance);
    }

    /** Arguments of the backward pass. */
    public static MomentGroups backward(
            Buffer dy,
            Buffer x,
            Buffer mean,
            Buffer variance,
            @Nullable Buffer scale,
            @Nullable Buffer dx,
            @Nullable Buffer dscale,
            @Nullable Buffer dshift) {
        String op = "normalize backward";
        Checks.same(op, dy, x);
        if (dx != null) Checks.same(op, x, dx);
        perChannel(op, "scale", x, scale);
        perChannel(op, "scale's gradient", x, dscale);
        perChannel(op, "shift's gradient", x, dshift);
        return moments(op, x, mean, variance);
    }

    /** Tensors of rows along their last axis. */
    public static void rows(String op, Buffer x, Buffer... others) {
        Checks.same(op, x, others);
        if (x.shape().rank() == 0) throw new IllegalArgumentException(op + ": a scalar has no rows, " + x);
    }

    private static void beside(String op, String argument, Buffer x, Buffer v) {
        if (v.dtype() != beside(x)) {
            throw new IllegalArgumentException(
                    "%s: wanted %s in %s beside %s, got %s".formatted(op, argument, beside(x), x, v));
        }
    }
}
