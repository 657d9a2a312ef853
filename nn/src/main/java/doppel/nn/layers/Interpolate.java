package doppel.nn.layers;

import doppel.kernels.Shape;
import doppel.nn.Layer;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.ops.BilinearResize;
import doppel.tensor.ops.NearestResize;

/**
 * Pictures {@code [n, h, w, c]} made larger or smaller to {@code [n, floor(h * scale), floor(w * scale), c]}, as PyTorch's
 * {@code interpolate} does with a scale factor. Where a size is not a whole number before rounding, positions follow the
 * sizes, as with {@code recompute_scale_factor}. See {@link doppel.kernels.ResampleKernels}.
 *
 * @param scale above 0
 */
public record Interpolate(double scale, Filter filter) implements Layer {
    /** What is made of the pixels around a place. */
    public enum Filter {
        /** Repeats or skips pixels. */
        NEAREST,
        /** Between pixel centres; outer edges meet. */
        BILINEAR,
        /** Between pixel centres; the outermost centres meet. */
        BILINEAR_ALIGNED
    }

    public Interpolate {
        if (!(scale > 0) || scale > 1024) throw new IllegalArgumentException("interpolate: scale " + scale);
    }

    @Override
    public Tensor forward(Tensor x) {
        Shape shape = x.shape();
        if (shape.rank() != 4) throw new IllegalArgumentException("interpolate: wanted [n, h, w, c], got " + shape);
        return to((int) Math.floor(shape.size(1) * scale), (int) Math.floor(shape.size(2) * scale))
                .apply(x);
    }

    private Op to(int height, int width) {
        return switch (filter) {
            case NEAREST -> new NearestResize(height, width);
            case BILINEAR -> new BilinearResize(height, width);
            case BILINEAR_ALIGNED -> new BilinearResize(height, width, true);
        };
    }
}
