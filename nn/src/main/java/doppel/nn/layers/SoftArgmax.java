package doppel.nn.layers;

import doppel.kernels.Shape;
import doppel.nn.Layer;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.BatchMatmul;
import doppel.tensor.ops.Matmul;
import doppel.tensor.ops.Softmax;
import doppel.tensor.ops.Transpose;

/**
 * Where each channel of a picture is largest, differentiably: {@code heat = softmax(x / temperature)} over the pixels of
 * a channel, and {@code y = sum over pixels of heat * place}, {@code [n, h, w, k]} to {@code [n, k, 2]} in the
 * coordinates of {@link CoordinateGrid}. Source: Levine, Finn, Darrell, Abbeel, "End-to-end training of deep visuomotor
 * policies", 2016; the first order motion model's key points, with temperature 0.1.
 */
public final class SoftArgmax implements Layer {
    private final Tensor places;
    private final double temperature;

    /**
     * @param owner keeps the coordinates
     * @param temperature above 0; the lower, the more the largest pixel counts
     */
    public SoftArgmax(TensorScope owner, int height, int width, double temperature) {
        if (!(temperature > 0)) throw new IllegalArgumentException("soft argmax: temperature " + temperature);
        places = CoordinateGrid.of(owner, height, width).reshape(height * width, 2);
        this.temperature = temperature;
    }

    /** The share of each pixel in its channel, {@code [n, k, h * w]}. */
    public Tensor heat(Tensor x) {
        Shape shape = x.shape();
        int pixels = places.shape().size(0);
        if (shape.rank() != 4 || shape.size(1) * shape.size(2) != pixels) {
            throw new IllegalArgumentException("soft argmax: wanted %d pixels, got %s".formatted(pixels, shape));
        }
        Tensor flat = x.reshape(shape.size(0), pixels, shape.size(3));
        return new Softmax().apply(new Transpose(0, 2, 1).apply(flat).times(1 / temperature));
    }

    /** The mean place of each channel, {@code [n, k, 2]}, from its heat. */
    public Tensor positions(Tensor heat) {
        Shape shape = heat.shape();
        Tensor flat = heat.reshape(shape.size(0) * shape.size(1), shape.size(2));
        return new Matmul().apply(flat, places).reshape(shape.size(0), shape.size(1), 2);
    }

    /**
     * The mean of m values that each pixel has for each channel: the jacobians of key points.
     *
     * @param heat {@code [n, k, h * w]}
     * @param maps {@code [n, h, w, k * m]}, those of a channel together
     * @return {@code [n, k, m]}
     */
    public static Tensor mean(Tensor heat, Tensor maps) {
        Shape shape = heat.shape();
        int n = shape.size(0);
        int k = shape.size(1);
        int pixels = shape.size(2);
        int m = maps.shape().size(3) / k;
        Tensor byChannel = new Transpose(0, 2, 1, 3).apply(maps.reshape(n, pixels, k, m));
        return new BatchMatmul()
                .apply(heat.reshape(n * k, 1, pixels), byChannel.reshape(n * k, pixels, m))
                .reshape(n, k, m);
    }

    @Override
    public Tensor forward(Tensor x) {
        return positions(heat(x));
    }
}
