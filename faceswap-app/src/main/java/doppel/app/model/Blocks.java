package doppel.app.model;

import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.nn.layers.Conv2dLayer;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Map;

/**
 * The three blocks all networks of DeepFaceLab are made of. Convolutions pad with {@code kernel / 2} zeros on all
 * sides; {@code act} is leaky ReLU, or {@code x cos(x)} with option c.
 */
record Blocks(boolean cosine) {
    /** Halves the picture: 5 x 5 convolution of stride 2, act with slope 0.1. */
    Layer downscale(Parameters p, int in, int out) {
        return activated(p.in("conv1"), in, out, 5, 2, 0.1);
    }

    /** Doubles the picture: 3 x 3 convolution to four times the channels, act with slope 0.1, depth to space. */
    Layer upscale(Parameters p, int in, int out) {
        var conv = Conv2dLayer.spread(p.in("conv1"), in, 4 * out, 3, Conv2dOptions.same(3), activation(0.1), 2);
        return x -> act(conv.forward(x));
    }

    /** {@code act(conv2(act(conv1(x))) + x)} with 3 x 3 convolutions and slope 0.2. */
    Layer residual(Parameters p, int channels) {
        Layer first = activated(p.in("conv1"), channels, channels, 3, 1, 0.2);
        var second = new Conv2dLayer(p.in("conv2"), channels, channels, 3, Conv2dOptions.same(3), activation(0.2));
        return x -> act(second.forward(first.forward(x), x));
    }

    /** Convolution of stride 1 with a sigmoid, or with nothing after it; always to f32. */
    static Layer head(Parameters p, int in, int out, int kernel, Activation activation) {
        return new Conv2dLayer(p, in, out, kernel, Conv2dOptions.same(kernel), activation, DType.F32);
    }

    private Layer activated(Parameters p, int in, int out, int kernel, int stride, double slope) {
        var options = Conv2dOptions.same(kernel).withStride(stride);
        var conv = new Conv2dLayer(p, in, out, kernel, options, activation(slope));
        return x -> act(conv.forward(x));
    }

    /** What the convolution does itself. */
    private Activation activation(double slope) {
        return cosine ? Activation.NONE : Activation.leakyRelu(slope);
    }

    /** What the convolution could not do itself. */
    private Tensor act(Tensor x) {
        return cosine ? new Map(Unary.X_COS_X).apply(x) : x;
    }
}
