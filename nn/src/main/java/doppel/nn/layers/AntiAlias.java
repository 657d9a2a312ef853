package doppel.nn.layers;

import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.nn.Layer;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Conv2d;
import org.jspecify.annotations.Nullable;

/**
 * Makes pictures smaller without aliasing, {@code [n, h, w, c]} to {@code [n, ceil(h / s), ceil(w / s), c]} with {@code s
 * = 1 / scale}: each channel is blurred by a Gaussian window of {@code sigma = (s - 1) / 2} and {@code 2 round(4 sigma) +
 * 1} pixels that sums to 1, zeros beyond the edges, and of the result every s-th row and column is kept, from the first
 * on. So borders darken, and the small picture is shifted by {@code (s - 1) / 2} pixels of the large one. A scale of 1
 * changes nothing. The window is no parameter. Source: the first order motion model's AntiAliasInterpolation2d.
 */
public final class AntiAlias implements Layer {
    private final @Nullable Tensor window;
    private final @Nullable Conv2d conv;

    /**
     * @param owner keeps the window
     * @param channels of the pictures
     * @param scale 1 over a whole number
     */
    public AntiAlias(TensorScope owner, int channels, double scale) {
        int step = (int) Math.rint(1 / scale);
        if (!(scale > 0) || scale > 1 || Math.abs(1 / scale - step) > 1e-9) {
            throw new IllegalArgumentException("anti alias: wanted a scale of 1 over a whole number, got " + scale);
        }
        if (step == 1) {
            window = null;
            conv = null;
            return;
        }
        double[] taps = taps(step);
        float[] filters = new float[channels * taps.length * taps.length];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = (float) (taps[i / taps.length % taps.length] * taps[i % taps.length]);
        }
        window = owner.of(new Shape(channels, taps.length, taps.length, 1), filters);
        conv = new Conv2d(
                Conv2dOptions.DEFAULT.withStride(step).withGroups(channels).withPadding(Padding.of(taps.length / 2)));
    }

    /** One axis of the window. */
    static double[] taps(int step) {
        double sigma = (step - 1) / 2.0;
        int half = (int) Math.rint(4 * sigma);
        double[] taps = new double[2 * half + 1];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            taps[i] = Math.exp(-(i - half) * (i - half) / (2 * sigma * sigma));
            sum += taps[i];
        }
        for (int i = 0; i < taps.length; i++) taps[i] /= sum;
        return taps;
    }

    @Override
    public Tensor forward(Tensor x) {
        return conv == null || window == null ? x : conv.apply(x, window);
    }
}
