package doppel.kernels;

/**
 * What moves pictures: sampling at places, and the 2 x 2 matrices of local motion. Targets are overwritten; what does
 * not fit is refused with an {@link IllegalArgumentException} that names shapes and types.
 *
 * <p>Sampling takes {@code x [n, h, w, c]} and a {@code grid [n, oh, ow, 2]} of coordinates, x before y, from -1 to 1
 * across the picture; see {@link SampleOptions}. Pictures are of one floating-point type; coordinates and their gradient
 * are f32, f64 if the pictures are.
 */
public interface GeometryKernels {
    /**
     * {@code y[n, i, j, k] = sum over taps (a, b) of weight * x[n, a, b, k]}. For bilinear sampling of pixel {@code (px,
     * py)} with {@code u = px - floor(px)}, {@code v = py - floor(py)}, the taps are {@code floor(px), floor(px) + 1}
     * with weights {@code 1 - u, u} in rows {@code floor(py), floor(py) + 1} with weights {@code 1 - v, v}; for the
     * nearest pixel one tap of weight 1. A tap of weight 0 or outside the picture counts as 0, whatever lies there.
     *
     * @param y {@code [n, oh, ow, c]}
     */
    void sample(Buffer x, Buffer grid, SampleOptions options, Buffer y);

    /** {@code dx} = each {@code dy} added to its taps by their weights. */
    void sampleBackwardData(Buffer dy, Buffer grid, SampleOptions options, Buffer dx);

    /**
     * With {@code t} the four taps in row order, taps outside the picture 0: {@code dgrid[..., 0] = slope(x) * sum over k
     * of dy * ((1 - v) (t1 - t0) + v (t3 - t2))}, {@code dgrid[..., 1] = slope(y) * sum over k of dy * ((1 - u) (t2 -
     * t0) + u (t3 - t1))}; all 0 for the nearest pixel.
     *
     * @param dgrid shape of grid
     */
    void sampleBackwardGrid(Buffer dy, Buffer x, Buffer grid, SampleOptions options, Buffer dgrid);

    /**
     * The inverse of each 2 x 2 matrix {@code [[a, b], [c, d]]}, row by row: {@code y = [[d, -b], [-c, a]] / (a d - b
     * c)}; the unit matrix where the determinant is smaller than {@code smallest}.
     *
     * @param x {@code [..., 2, 2]}
     * @param smallest magnitude of a determinant that is divided by; 0 divides by any
     * @param y shape of x
     */
    void inverse(Buffer x, double smallest, Buffer y);

    /** {@code dx = -y^T dy y^T} with y the inverse; 0 where the unit matrix stands for it. */
    void inverseBackward(Buffer dy, Buffer x, double smallest, Buffer dx);

    /**
     * {@code y = a d - b c} of each 2 x 2 matrix.
     *
     * @param x {@code [..., 2, 2]}
     * @param y {@code [...]}
     */
    void determinant(Buffer x, Buffer y);

    /** {@code dx = dy * [[d, -c], [-b, a]]}. */
    void determinantBackward(Buffer dy, Buffer x, Buffer dx);
}
