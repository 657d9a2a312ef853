package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Types and shapes that any op asks for. */
public final class Checks {
    private Checks() {}

    /** All of one floating-point type and of one shape. */
    public static void same(String op, Buffer first, Buffer... others) {
        floating(op, first, others);
        for (Buffer other : others) {
            if (!other.shape().equals(first.shape())) {
                throw new IllegalArgumentException(op + ": shapes differ, " + first.shape() + " and " + other.shape());
            }
        }
    }

    /** All of one floating-point type: f32, f64 or bf16. */
    public static void floating(String op, Buffer first, Buffer... others) {
        if (first.dtype() != DType.F32 && first.dtype() != DType.F64 && first.dtype() != DType.BF16) {
            throw new IllegalArgumentException(op + ": wanted f32, f64 or bf16, got " + first);
        }
        for (Buffer other : others) sameType(op, first, other);
    }

    /** A sum and its terms: both of one floating-point type, or terms of bf16 and an f32 sum. */
    public static void sum(String op, Buffer x, Buffer y) {
        if (x.dtype() != DType.BF16 || y.dtype() != DType.F32) floating(op, x, y);
    }

    /** Both of one type. */
    public static void sameType(String op, Buffer first, Buffer other) {
        if (other.dtype() != first.dtype()) {
            throw new IllegalArgumentException(op + ": types differ, " + first + " and " + other);
        }
    }

    /** One given shape. */
    public static void shape(String op, String argument, Shape wanted, Buffer got) {
        if (!got.shape().equals(wanted)) {
            throw new IllegalArgumentException(op + ": wanted " + argument + " " + wanted + ", got " + got.shape());
        }
    }

    /** A number of axes. */
    public static void rank(String op, String argument, int wanted, Buffer got) {
        if (got.shape().rank() != wanted) {
            throw new IllegalArgumentException(
                    "%s: wanted %s with %d axes, got %s".formatted(op, argument, wanted, got.shape()));
        }
    }

    /** Operands of one floating-point type that together broadcast to the shape of y. */
    public static void binary(String op, Buffer a, Buffer b, Buffer y) {
        floating(op, a, b, y);
        Shape wanted = Shape.broadcast(a.shape(), b.shape());
        if (!wanted.equals(y.shape())) {
            throw new IllegalArgumentException(
                    "%s: %s and %s make %s, got %s".formatted(op, a.shape(), b.shape(), wanted, y.shape()));
        }
    }

    /** That {@code small}, sizes of 1 and missing leading axes stretched, takes the shape of {@code large}. */
    public static void broadcasts(String op, Shape small, Shape large) {
        boolean fits = small.rank() <= large.rank();
        for (int i = 1; fits && i <= small.rank(); i++) {
            fits = small.size(-i) == 1 || small.size(-i) == large.size(-i);
        }
        if (!fits) throw new IllegalArgumentException(op + ": " + small + " does not broadcast to " + large);
    }

    /** A tensor x, its largest (or null), and their places along an axis. */
    public static void largest(String op, Buffer x, int axis, @Nullable Buffer y, Buffer index) {
        if (axis < 0 || axis >= x.shape().rank()) {
            throw new IllegalArgumentException(op + ": axis " + axis + " of " + x.shape());
        }
        Shape reduced = x.shape().with(axis, 1);
        floating(op, x);
        if (y != null) sameType(op, x, y);
        if (y != null) shape(op, "y", reduced, y);
        shape(op, "index", reduced, index);
        if (index.dtype() != DType.I32) throw new IllegalArgumentException(op + ": wanted i32 indices, got " + index);
    }

    /** How an op of a family is spelled in messages: {@code X_COS_X} is {@code x_cos_x}. */
    public static String name(Enum<?> op) {
        return op.name().toLowerCase(Locale.ROOT);
    }
}
