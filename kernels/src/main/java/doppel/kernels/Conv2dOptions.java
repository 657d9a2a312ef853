package doppel.kernels;

/**
 * Geometry of a 2-D convolution, in pixels of the input. An output has
 * {@code (in + padding - ((kernel - 1) * dilation + 1)) / stride + 1} pixels along an axis, rounded down.
 *
 * @param stride step of the window, at least 1
 * @param dilation distance of neighbouring taps, at least 1
 * @param groups independent parts of the channels, at least 1
 * @param padding zeros around the input
 */
public record Conv2dOptions(int stride, int dilation, int groups, Padding padding) {
    /** Stride 1, dense, no padding. */
    public static final Conv2dOptions DEFAULT = new Conv2dOptions(1, 1, 1, Padding.NONE);

    public Conv2dOptions {
        if (stride < 1 || dilation < 1 || groups < 1) {
            throw new IllegalArgumentException(
                    "conv2d: stride %d, dilation %d, groups %d".formatted(stride, dilation, groups));
        }
    }

    /** DeepFaceLab's SAME: {@code ((kernel - 1) * dilation + 1) / 2} zeros on all four sides, whatever the stride. */
    public static Conv2dOptions same(int kernel) {
        return DEFAULT.withPadding(Padding.of(kernel / 2));
    }

    public Conv2dOptions withStride(int stride) {
        return new Conv2dOptions(stride, dilation, groups, padding);
    }

    public Conv2dOptions withDilation(int dilation) {
        return new Conv2dOptions(stride, dilation, groups, padding);
    }

    public Conv2dOptions withGroups(int groups) {
        return new Conv2dOptions(stride, dilation, groups, padding);
    }

    public Conv2dOptions withPadding(Padding padding) {
        return new Conv2dOptions(stride, dilation, groups, padding);
    }

    /**
     * Shape of the output.
     *
     * @param x input {@code [n, h, w, c]}
     * @param w weights {@code [k, kh, kw, c / groups]}
     * @return {@code [n, oh, ow, k]}
     * @throws IllegalArgumentException naming both shapes, if they do not fit
     */
    public Shape outputShape(Shape x, Shape w) {
        if (x.rank() != 4 || w.rank() != 4 || w.size(3) * groups != x.size(3) || w.size(0) % groups != 0) {
            throw new IllegalArgumentException("conv2d: input " + x + ", weights " + w + ", groups " + groups);
        }
        int oh = outputSize(x.size(1), padding.top() + padding.bottom(), w.size(1));
        int ow = outputSize(x.size(2), padding.left() + padding.right(), w.size(2));
        if (oh < 1 || ow < 1) {
            throw new IllegalArgumentException("conv2d: window of " + w + " does not fit into " + x + ", " + this);
        }
        return new Shape(x.size(0), oh, ow, w.size(0));
    }

    /**
     * Shape of an input for which the output is {@code y}: that of a transposed convolution's result. Along an axis it
     * has {@code (out - 1) * stride - padding + (kernel - 1) * dilation + 1 + more} pixels.
     *
     * @param y output {@code [n, oh, ow, k]}
     * @param w weights {@code [k, kh, kw, c / groups]}
     * @param more 0 for the smallest such input, below {@link #stride}
     * @return {@code [n, h, w, c]}
     * @throws IllegalArgumentException naming both shapes, if they do not fit
     */
    public Shape inputShape(Shape y, Shape w, int more) {
        boolean fits = y.rank() == 4 && w.rank() == 4 && w.size(0) == y.size(3) && w.size(0) % groups == 0;
        if (fits && more >= 0 && more < stride) {
            int h = inputSize(y.size(1), padding.top() + padding.bottom(), w.size(1)) + more;
            int wide = inputSize(y.size(2), padding.left() + padding.right(), w.size(2)) + more;
            if (h > 0 && wide > 0) return new Shape(y.size(0), h, wide, w.size(3) * groups);
        }
        throw new IllegalArgumentException(
                "transposed conv2d: input %s, weights %s, %s, %d more".formatted(y, w, this, more));
    }

    private int inputSize(int out, int pad, int kernel) {
        return (out - 1) * stride - pad + (kernel - 1) * dilation + 1;
    }

    private int outputSize(int in, int pad, int kernel) {
        return Math.floorDiv(in + pad - ((kernel - 1) * dilation + 1), stride) + 1;
    }
}
