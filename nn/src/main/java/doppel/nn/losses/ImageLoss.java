package doppel.nn.losses;

import doppel.kernels.ElementwiseKernels.Unary;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Dssim;
import doppel.tensor.ops.Map;
import doppel.tensor.ops.Slice;

/** How far pictures {@code [n, h, w, c]} lie from their targets, one value per picture: {@code [n]}. */
public final class ImageLoss {
    private ImageLoss() {}

    /** {@code mean((target - x)^2)} over pixels and channels. */
    public static Tensor meanSquare(Tensor target, Tensor x) {
        return perPicture(new Map(Unary.SQUARE).apply(target.minus(x)));
    }

    /** {@code mean(|target - x|)} over pixels and channels. */
    public static Tensor meanAbsolute(Tensor target, Tensor x) {
        return perPicture(new Map(Unary.ABS).apply(target.minus(x)));
    }

    /** Structural dissimilarity with a window of the given edge, averaged over channels. */
    public static Tensor dssim(Tensor target, Tensor x, int window) {
        Tensor perChannel = Dssim.of(window).apply(target, x);
        return perChannel.mean(1).reshape(perChannel.shape().size(0));
    }

    /**
     * Total variation: {@code sum over pixels and channels of (x[i, j + 1] - x[i, j])^2 + (x[i + 1, j] - x[i, j])^2}, not
     * averaged; 0 for one colour, {@code s^2 h (w - 1)} per channel for a ramp of slope s along a row. Source: Johnson,
     * Alahi, Fei-Fei, "Perceptual losses", 2016; DeepFaceLab's {@code total_variation_mse} of {@code [n, h, w, c]}.
     */
    public static Tensor totalVariation(Tensor x) {
        if (x.shape().rank() != 4)
            throw new IllegalArgumentException("total variation: wanted pictures, got " + x.shape());
        Tensor down = squaredSteps(x, 1);
        Tensor across = squaredSteps(x, 2);
        return down.plus(across).reshape(x.shape().size(0));
    }

    /** Sum of the squared differences of neighbours along an axis, {@code [n, 1, 1, 1]}. */
    private static Tensor squaredSteps(Tensor x, int axis) {
        int steps = x.shape().size(axis) - 1;
        if (steps == 0) return x.sum(1, 2, 3).times(0);
        Tensor step = new Slice(axis, 1, steps).apply(x).minus(new Slice(axis, 0, steps).apply(x));
        return new Map(Unary.SQUARE).apply(step).sum(1, 2, 3);
    }

    private static Tensor perPicture(Tensor x) {
        return x.mean(1, 2, 3).reshape(x.shape().size(0));
    }
}
