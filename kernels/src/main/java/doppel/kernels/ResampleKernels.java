package doppel.kernels;

/** Changes of resolution on {@code [n, h, w, c]}. Targets are overwritten. */
public interface ResampleKernels {
    /** {@code y} = the largest of each window. */
    void maxPool(Buffer x, PoolOptions options, Buffer y);

    /** {@code dx} = the sum of {@code dy} over the windows whose first largest element, in row order, x is. */
    void maxPoolBackward(Buffer dy, Buffer x, PoolOptions options, Buffer dx);

    /** {@code y} = the mean of each window's pixels, padding not counted. */
    void averagePool(Buffer x, PoolOptions options, Buffer y);

    /** {@code dx} = each {@code dy} spread evenly over its window. */
    void averagePoolBackward(Buffer dy, PoolOptions options, Buffer dx);

    /** Repeats pixels: {@code y[i, j] = x[i * h / oh, j * w / ow]}, rounded down; sizes are those of x and y. */
    void nearest(Buffer x, Buffer y);

    /** {@code dx} = the sum of {@code dy} over the pixels made from x. */
    void nearestBackward(Buffer dy, Buffer dx);

    /**
     * Bilinear between pixel centres, edges repeated.
     *
     * @param alignCorners if false, pixel i is at {@code (i + 0.5) * h / oh - 0.5}, so that outer edges meet; if true, at
     *     {@code i * (h - 1) / (oh - 1)}, or at 0 if {@code oh = 1}, so that the outermost centres meet
     */
    void bilinear(Buffer x, boolean alignCorners, Buffer y);

    /** {@code dx} = {@code dy} shared out with the same weights. */
    void bilinearBackward(Buffer dy, boolean alignCorners, Buffer dx);
}
