package doppel.nn.layers;

import doppel.kernels.Shape;
import doppel.nn.Initializer;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.ops.BatchNorm;
import doppel.tensor.ops.FixedNorm;

/**
 * Batch norm of the last axis, PyTorch's {@code BatchNorm2d} on {@code [n, h, w, c]}. In training each channel is
 * normalised by the moments of the batch, which running moments follow; in evaluation by the running moments, see {@link
 * Parameters#training()}. Parameters: {@code weight [c]}, one, and {@code bias [c]}, zero; buffers: {@code running_mean
 * [c]}, zero, and {@code running_var [c]}, one.
 */
public final class BatchNormLayer implements Layer {
    private final Parameters parameters;
    private final Tensor weight;
    private final Tensor bias;
    private final Tensor mean;
    private final Tensor variance;
    private final BatchNorm moving;
    private final FixedNorm fixed;

    /** PyTorch's momentum of 0.1 and epsilon of 1e-5. */
    public BatchNormLayer(Parameters parameters, int channels) {
        this(parameters, channels, BatchNorm.DEFAULT);
    }

    public BatchNormLayer(Parameters parameters, int channels, BatchNorm options) {
        this.parameters = parameters;
        Shape shape = new Shape(channels);
        weight = parameters.create("weight", shape, Initializer.ONES);
        bias = parameters.create("bias", shape, Initializer.ZEROS);
        mean = parameters.buffer("running_mean", shape, Initializer.ZEROS);
        variance = parameters.buffer("running_var", shape, Initializer.ONES);
        moving = options;
        fixed = new FixedNorm(options.epsilon());
    }

    @Override
    public Tensor forward(Tensor x) {
        return (parameters.training() ? moving : fixed).apply(x, weight, bias, mean, variance);
    }
}
