package doppel.nn.layers;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.nn.Initializer;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Matmul;

/**
 * {@code y = x weight + bias}, {@code [n, in]} to {@code [n, out]}. Parameters: {@code weight [in, out]}, Glorot
 * uniform, and {@code bias [out]}, zero. Whatever the type of x, y is f32.
 */
public final class DenseLayer implements Layer {
    private final Tensor weight;
    private final Tensor bias;

    /** A layer with parameters {@code weight} and {@code bias}. */
    public DenseLayer(Parameters parameters, int in, int out) {
        weight = parameters.create("weight", new Shape(in, out), Initializer.glorotUniform(parameters.seed(), in, out));
        bias = parameters.create("bias", new Shape(out), Initializer.ZEROS);
    }

    @Override
    public Tensor forward(Tensor x) {
        return new Matmul(DType.F32).apply(x, weight, bias);
    }
}
