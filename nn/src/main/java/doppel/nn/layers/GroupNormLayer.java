package doppel.nn.layers;

import doppel.kernels.Shape;
import doppel.nn.Initializer;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.ops.GroupNorm;

/**
 * Group norm or instance norm with a scale and a shift per channel, PyTorch's {@code GroupNorm} and {@code
 * InstanceNorm2d(affine=True)} on {@code [n, h, w, c]}; the same in training and in evaluation. Parameters: {@code weight
 * [c]}, one, and {@code bias [c]}, zero. Without these an instance norm is the op alone, {@link GroupNorm#instance}.
 */
public final class GroupNormLayer implements Layer {
    private final Tensor weight;
    private final Tensor bias;
    private final GroupNorm op;

    /**
     * @throws IllegalArgumentException if the groups do not divide the channels
     */
    public GroupNormLayer(Parameters parameters, int channels, GroupNorm op) {
        if (op.groups() > 0 && channels % op.groups() != 0) {
            throw new IllegalArgumentException("group norm: %d groups of %d channels".formatted(op.groups(), channels));
        }
        weight = parameters.create("weight", new Shape(channels), Initializer.ONES);
        bias = parameters.create("bias", new Shape(channels), Initializer.ZEROS);
        this.op = op;
    }

    @Override
    public Tensor forward(Tensor x) {
        return op.apply(x, weight, bias);
    }
}
