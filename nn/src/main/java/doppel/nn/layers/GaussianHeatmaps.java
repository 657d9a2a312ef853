package doppel.nn.layers;

import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Shape;
import doppel.nn.Layer;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Map;
import doppel.tensor.ops.Slice;

/**
 * Key points as pictures: {@code [n, k, 2]} to {@code [n, h, w, k]}, {@code y = exp(-|z - p|^2 / (2 variance))} with z
 * the place of the pixel in the coordinates of {@link CoordinateGrid}; 1 at the point, not normalised. Computed as the
 * product of a row and a column. Source: the first order motion model, where the variance is 0.01.
 */
public final class GaussianHeatmaps implements Layer {
    private final Tensor columns;
    private final Tensor rows;
    private final double variance;

    /**
     * @param owner keeps the coordinates
     * @param variance in squares of coordinates, above 0
     */
    public GaussianHeatmaps(TensorScope owner, int height, int width, double variance) {
        if (!(variance > 0)) throw new IllegalArgumentException("gaussian heat maps: variance " + variance);
        columns = owner.of(new Shape(1, 1, width, 1), CoordinateGrid.axis(width));
        rows = owner.of(new Shape(1, height, 1, 1), CoordinateGrid.axis(height));
        this.variance = variance;
    }

    @Override
    public Tensor forward(Tensor points) {
        Shape shape = points.shape();
        if (shape.rank() != 3 || shape.size(2) != 2) {
            throw new IllegalArgumentException("gaussian heat maps: wanted points [n, k, 2], got " + shape);
        }
        return along(points, 0, columns).times(along(points, 1, rows));
    }

    private Tensor along(Tensor points, int axis, Tensor places) {
        Shape shape = points.shape();
        Tensor at = new Slice(2, axis, 1).apply(points).reshape(shape.size(0), 1, 1, shape.size(1));
        Tensor squares = new Map(Unary.SQUARE).apply(places.minus(at));
        return new Map(Unary.EXP).apply(squares.times(-0.5 / variance));
    }
}
