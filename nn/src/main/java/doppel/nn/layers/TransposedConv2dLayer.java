package doppel.nn.layers;

import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.nn.Initializer;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.ops.TransposedConv2d;

/**
 * Transposed convolution with bias, {@code [n, h, w, in]} to {@code [n, oh, ow, out]}. Parameters: {@code weight [in,
 * kernel, kernel, out / groups]}, Glorot uniform, and {@code bias [out]}, zero. PyTorch's weights are these with the
 * last axis second.
 */
public final class TransposedConv2dLayer implements Layer {
    private final Tensor weight;
    private final Tensor bias;
    private final TransposedConv2d op;

    /**
     * @param kernel edge of the window, in pixels
     * @param options geometry of the convolution that this one is the transpose of
     * @param outputPadding see {@link TransposedConv2d}
     */
    public TransposedConv2dLayer(
            Parameters parameters, int in, int out, int kernel, Conv2dOptions options, int outputPadding) {
        long window = (long) kernel * kernel;
        int groupOut = out / options.groups();
        weight = parameters.create(
                "weight",
                new Shape(in, kernel, kernel, groupOut),
                Initializer.glorotUniform(parameters.seed(), window * in, window * groupOut));
        bias = parameters.create("bias", new Shape(out), Initializer.ZEROS);
        op = new TransposedConv2d(options, outputPadding);
    }

    /**
     * TensorFlow's SAME, as in DeepFaceLab's discriminator and XSeg: the picture grows by exactly the stride. What a
     * window of {@code kernel} pixels reaches beyond that is cut off, the smaller half at the top and on the left.
     *
     * @param kernel at least {@code stride}
     */
    public static TransposedConv2dLayer same(Parameters parameters, int in, int out, int kernel, int stride) {
        int over = kernel - stride;
        if (over < 0) throw new IllegalArgumentException("transposed conv2d: kernel " + kernel + ", stride " + stride);
        var cut = new Padding(over / 2, over / 2, over - over / 2, over - over / 2);
        var options = Conv2dOptions.DEFAULT.withStride(stride).withPadding(cut);
        return new TransposedConv2dLayer(parameters, in, out, kernel, options, 0);
    }

    @Override
    public Tensor forward(Tensor x) {
        return op.apply(x, weight, bias);
    }
}
