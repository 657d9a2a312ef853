package doppel.nn.losses;

import doppel.kernels.ElementwiseKernels.Unary;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Dssim;
import doppel.tensor.ops.Map;

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

    private static Tensor perPicture(Tensor x) {
        return x.mean(1, 2, 3).reshape(x.shape().size(0));
    }
}
