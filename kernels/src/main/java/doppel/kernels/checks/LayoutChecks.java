package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Arguments of the moves. */
public final class LayoutChecks {
    private LayoutChecks() {}

    /**
     * Arguments of depth-to-space and of its inverse.
     *
     * @param deep {@code [n, h, w, c * s * s]}
     * @param wide {@code [n, h * s, w * s, c]}
     * @return s
     */
    public static int blocks(String op, Buffer deep, Buffer wide) {
        Checks.sameType(op, deep, wide);
        Checks.rank(op, "the deep side", 4, deep);
        Checks.rank(op, "the wide side", 4, wide);
        Shape d = deep.shape();
        Shape w = wide.shape();
        int s = w.size(1) / d.size(1);
        boolean fits = s >= 1
                && w.size(0) == d.size(0)
                && w.size(1) == d.size(1) * s
                && w.size(2) == d.size(2) * s
                && d.size(3) == (long) w.size(3) * s * s;
        if (!fits) throw new IllegalArgumentException(op + ": " + d + " does not rearrange to " + w);
        return s;
    }

    /**
     * Arguments of what follows an enlarging convolution.
     *
     * @param bias one value per deep channel, or null
     * @return s
     */
    public static int spread(String op, Buffer deep, @Nullable Buffer bias, Buffer wide) {
        int s = blocks(op, deep, wide);
        if (bias != null) {
            Checks.shape(op, "bias", new Shape(deep.shape().size(3)), bias);
            boolean fits = bias.dtype() == (deep.dtype() == DType.BF16 ? DType.F32 : deep.dtype());
            if (!fits) throw new IllegalArgumentException(op + ": bias " + bias + " of " + deep);
        }
        return s;
    }

    /** Arguments of a transposition. */
    public static void transpose(Buffer x, int[] axes, Buffer y) {
        Checks.sameType("transpose", x, y);
        int rank = x.shape().rank();
        boolean[] seen = new boolean[rank];
        boolean fits = axes.length == rank && y.shape().rank() == rank;
        for (int i = 0; fits && i < rank; i++) {
            int axis = axes[i];
            fits = axis >= 0
                    && axis < rank
                    && !seen[axis]
                    && y.shape().size(i) == x.shape().size(axis);
            if (fits) seen[axis] = true;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "transpose: " + x.shape() + " by " + Arrays.toString(axes) + " does not give " + y.shape());
        }
    }

    /** Arguments of a block copy. */
    public static void copyBlock(Buffer source, int[] sourceStart, Buffer target, int[] targetStart, int[] size) {
        Checks.sameType("copy block", source, target);
        if (!within(source.shape(), sourceStart, size) || !within(target.shape(), targetStart, size)) {
            throw new IllegalArgumentException("copy block: size %s from %s at %s to %s at %s"
                    .formatted(
                            Arrays.toString(size),
                            source.shape(),
                            Arrays.toString(sourceStart),
                            target.shape(),
                            Arrays.toString(targetStart)));
        }
    }

    private static boolean within(Shape shape, int[] start, int[] size) {
        if (start.length != shape.rank() || size.length != shape.rank()) return false;
        for (int i = 0; i < size.length; i++) {
            if (start[i] < 0 || size[i] < 1 || (long) start[i] + size[i] > shape.size(i)) return false;
        }
        return true;
    }

    /** Arguments of a gathering, or of its gradient. */
    public static void gather(String op, Buffer x, int axis, Buffer indices, Buffer y) {
        Checks.sameType(op, x, y);
        if (indices.dtype() != DType.I32 || indices.shape().rank() != 1) {
            throw new IllegalArgumentException(op + ": wanted indices i32 [m], got " + indices);
        }
        int m = indices.shape().size(0);
        if (axis < 0 || axis >= x.shape().rank() || !y.shape().equals(x.shape().with(axis, m))) {
            throw new IllegalArgumentException(
                    "%s: %d entries along axis %d of %s are not %s".formatted(op, m, axis, x.shape(), y.shape()));
        }
    }

    /** Elements from one entry along an axis to the next. */
    public static long step(Shape shape, int axis) {
        long step = 1;
        for (int i = axis + 1; i < shape.rank(); i++) step *= shape.size(i);
        return step;
    }
}
