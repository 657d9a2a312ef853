package doppel.kernels;

import java.util.Arrays;

/**
 * An immutable shape in storage order, outermost axis first; the last axis is contiguous. An image batch is
 * {@code [n, h, w, c]}: what the shape says is how the memory lies, there are no strides.
 *
 * @param sizes at most 8 sizes, each at least 1; none at all is a scalar
 */
public record Shape(int... sizes) {
    public Shape {
        sizes = sizes.clone(); // a shape never changes under its owner
        if (sizes.length > 8)
            throw new IllegalArgumentException("shape " + Arrays.toString(sizes) + " has over 8 axes");
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("shape " + Arrays.toString(sizes) + " has a size below 1");
            }
        }
    }

    @Override
    public int[] sizes() {
        return sizes.clone();
    }

    /** Number of axes. */
    public int rank() {
        return sizes.length;
    }

    /** Negative axes count from the end: {@code size(-1)} is the number of channels of an image. */
    public int size(int axis) {
        return sizes[axis < 0 ? axis + sizes.length : axis];
    }

    /** Throws {@link ArithmeticException} past {@code 2^63 - 1} rather than wrapping. */
    public long elements() {
        long n = 1;
        for (int size : sizes) n = Math.multiplyExact(n, size);
        return n;
    }

    /** A copy with another size at one axis; negative axes count from the end. */
    public Shape with(int axis, int size) {
        int[] changed = sizes.clone();
        changed[axis < 0 ? axis + sizes.length : axis] = size;
        return new Shape(changed);
    }

    /**
     * The shape both operands take when sizes of 1, and missing leading axes, are stretched.
     *
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] sizes = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.size(-i) : 1;
            int y = i <= b.rank() ? b.size(-i) : 1;
            if (x != y && x != 1 && y != 1) throw new IllegalArgumentException("broadcast: " + a + " against " + b);
            sizes[rank - i] = Math.max(x, y);
        }
        return new Shape(sizes);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape(int[] other) && Arrays.equals(sizes, other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
