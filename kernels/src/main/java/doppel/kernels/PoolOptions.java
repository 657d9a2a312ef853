package doppel.kernels;

/**
 * A pooling window, in pixels of the input. An output has {@code (in + padding - size) / stride + 1} pixels along an
 * axis, rounded down.
 *
 * @param size edge of the square window
 * @param stride step of the window
 * @param padding pixels around the input, each below {@code size}; a maximum ignores them, an average does not count
 *     them
 */
public record PoolOptions(int size, int stride, Padding padding) {
    public PoolOptions {
        if (size < 1 || stride < 1)
            throw new IllegalArgumentException("pool: size %d, stride %d".formatted(size, stride));
        if (padding.top() >= size || padding.left() >= size || padding.bottom() >= size || padding.right() >= size) {
            throw new IllegalArgumentException("pool: size " + size + " with " + padding);
        }
    }

    /** Windows that neither overlap nor leave gaps. */
    public static PoolOptions of(int size) {
        return new PoolOptions(size, size, Padding.NONE);
    }

    /** Shape of the pooled {@code [n, h, w, c]}. */
    public Shape outputShape(Shape x) {
        int h = Math.floorDiv(x.size(1) + padding.top() + padding.bottom() - size, stride) + 1;
        int w = Math.floorDiv(x.size(2) + padding.left() + padding.right() - size, stride) + 1;
        if (h < 1 || w < 1) throw new IllegalArgumentException("pool: " + this + " does not fit into " + x);
        return new Shape(x.size(0), h, w, x.size(3));
    }
}
