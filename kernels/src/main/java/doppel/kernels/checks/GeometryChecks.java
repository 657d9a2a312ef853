package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.util.Arrays;

/** Arguments of {@link doppel.kernels.GeometryKernels}. */
public final class GeometryChecks {
    private GeometryChecks() {}

    /** Pictures x, coordinates and what they show, y; or their gradients. */
    public static void sample(String op, Buffer x, Buffer grid, Buffer y) {
        Checks.floating(op, x, y);
        Checks.rank(op, "x", 4, x);
        coordinates(op, x.dtype(), grid);
        Shape places = grid.shape();
        boolean fits = places.rank() == 4
                && places.size(0) == x.shape().size(0)
                && places.size(3) == 2
                && y.shape().equals(places.with(3, x.shape().size(3)));
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s: %s at the places of %s is not %s".formatted(op, x.shape(), places, y.shape()));
        }
    }

    private static void coordinates(String op, DType pictures, Buffer grid) {
        DType wanted = pictures == DType.F64 ? DType.F64 : DType.F32;
        if (grid.dtype() != wanted) {
            throw new IllegalArgumentException(
                    "%s: wanted coordinates in %s for pictures in %s, got %s".formatted(op, wanted, pictures, grid));
        }
    }

    /** Matrices {@code [..., 2, 2]}, all buffers of one shape. */
    public static void matrices(String op, Buffer first, Buffer... others) {
        Checks.same(op, first, others);
        Shape shape = first.shape();
        if (shape.rank() < 2 || shape.size(-1) != 2 || shape.size(-2) != 2) {
            throw new IllegalArgumentException(op + ": wanted matrices [..., 2, 2], got " + shape);
        }
    }

    /** Matrices and a number for each. */
    public static void determinants(String op, Buffer x, Buffer y) {
        matrices(op, x);
        Checks.sameType(op, x, y);
        Checks.shape(op, "numbers", perMatrix(x.shape()), y);
    }

    /** The shape of matrices without its last two axes. */
    public static Shape perMatrix(Shape matrices) {
        return new Shape(Arrays.copyOf(matrices.sizes(), matrices.rank() - 2));
    }
}
