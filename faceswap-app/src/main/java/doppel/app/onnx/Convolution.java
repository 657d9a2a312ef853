package doppel.app.onnx;

import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Conv2d;
import java.io.IOException;
import java.util.Arrays;

/**
 * {@code Conv}, with an activation behind it if {@link Simplification} found one. Weights {@code [k, c / groups, kh,
 * kw]} are laid out once as {@code [k, kh, kw, c / groups]}.
 */
final class Convolution {
    private Convolution() {}

    static Step prepare(NodeSetup setup) throws IOException {
        OnnxTensor.Reals weights = setup.weights(1);
        int[] sizes = weights.sizes();
        setup.demand(sizes.length == 4, "weights " + Arrays.toString(sizes) + ", not of pictures");
        Window window = Window.of(setup, sizes[2], sizes[3]);
        if (window.height() != sizes[2] || window.width() != sizes[3]) {
            throw new IllegalArgumentException("kernel_shape differs from weights " + Arrays.toString(sizes));
        }
        int groups = Math.toIntExact(setup.node().whole("group", 1));
        Activation activation = activation(setup);
        Tensor w = setup.keep(new Shape(sizes[0], sizes[2], sizes[3], sizes[1]), channelsLast(weights));
        OnnxTensor.Reals bias = setup.optionalWeights(2);
        Tensor b = bias == null ? null : setup.keep(new Shape(sizes[0]), bias.values());
        Conv2dOptions options = Conv2dOptions.DEFAULT
                .withStride(window.stride())
                .withDilation(window.dilation())
                .withGroups(groups);
        return run -> {
            Tensor x = run.tensor(0).channelsLast(run.scope());
            var padded = options.withPadding(
                    window.padding(x.shape().size(1), x.shape().size(2)));
            Conv2d conv = new Conv2d(padded, activation);
            return GraphTensor.channelsLast(b == null ? run.apply(conv, x, w) : run.apply(conv, x, w, b));
        };
    }

    private static Activation activation(NodeSetup setup) throws IOException {
        OnnxNode node = setup.node();
        return switch (node.text(Simplification.ACTIVATION, "")) {
            case "" -> Activation.NONE;
            case "Relu" -> Activation.RELU;
            case "LeakyRelu" -> Activation.leakyRelu(node.real(Simplification.SLOPE, 0.01f));
            case "Sigmoid" -> Activation.SIGMOID;
            case "Tanh" -> Activation.TANH;
            default -> throw setup.unsupported("activation " + node.text(Simplification.ACTIVATION, ""));
        };
    }

    private static float[] channelsLast(OnnxTensor.Reals weights) {
        int filters = weights.sizes()[0];
        int channels = weights.sizes()[1];
        int pixels = weights.sizes()[2] * weights.sizes()[3];
        float[] from = weights.values();
        float[] to = new float[from.length];
        int at = 0;
        for (int k = 0; k < filters; k++) {
            for (int p = 0; p < pixels; p++) {
                for (int c = 0; c < channels; c++) to[at++] = from[(k * channels + c) * pixels + p];
            }
        }
        return to;
    }
}
