package doppel.nn.losses;

import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.nn.Layer;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Conv2d;
import java.util.Arrays;

/**
 * DeepFaceLab's blur of each channel: a Gaussian window of {@code max(3, int(4 sigma))} pixels, made odd, with zeros
 * beyond the edges, so that pictures darken there.
 *
 * @param sigma in pixels, above 0
 */
public record GaussianBlur(double sigma) implements Layer {
    public GaussianBlur {
        if (!(sigma > 0)) throw new IllegalArgumentException("gaussian blur: sigma " + sigma);
    }

    /** Edge of the window, in pixels. */
    public int size() {
        int size = Math.max(3, (int) (4 * sigma));
        return size % 2 == 0 ? size + 1 : size;
    }

    @Override
    public Tensor forward(Tensor x) {
        int size = size();
        Padding along = new Padding(0, size / 2, 0, size / 2);
        Padding down = new Padding(size / 2, 0, size / 2, 0);
        return blur(blur(x, 1, size, along), size, 1, down); // the window is the product of the two
    }

    private Tensor blur(Tensor x, int height, int width, Padding padding) {
        int channels = x.shape().size(-1);
        float[] window = window();
        float[] filters = new float[channels * window.length];
        for (int c = 0; c < channels; c++) System.arraycopy(window, 0, filters, c * window.length, window.length);
        Tensor weights = x.scope().of(new Shape(channels, height, width, 1), filters);
        var options = Conv2dOptions.DEFAULT.withGroups(channels).withPadding(padding);
        return new Conv2d(options).apply(x, weights);
    }

    private float[] window() {
        int size = size();
        double[] g = new double[size];
        for (int i = 0; i < size; i++) {
            double d = i - Math.floorDiv(size, 2);
            g[i] = Math.exp(-d * d / (2 * sigma * sigma));
        }
        double total = Arrays.stream(g).sum();
        float[] window = new float[size];
        for (int i = 0; i < size; i++) window[i] = (float) (g[i] / total);
        return window;
    }
}
