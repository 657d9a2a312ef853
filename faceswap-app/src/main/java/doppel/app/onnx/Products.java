package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Matmul;
import doppel.tensor.ops.Reshape;
import doppel.tensor.ops.Transpose;
import java.io.IOException;

/** {@code Gemm} and {@code MatMul}. */
final class Products {
    private Products() {}

    /** {@code y = alpha * op(a) op(b) + beta * c}; a constant b is transposed and scaled once. */
    static Step gemm(NodeSetup setup) throws IOException {
        OnnxNode node = setup.node();
        float alpha = node.real("alpha", 1);
        float beta = node.real("beta", 1);
        boolean transposeA = node.flag("transA");
        OnnxTensor.Reals weights = setup.weights(1);
        if (weights.sizes().length != 2) throw new IllegalArgumentException("weights " + weights);
        Tensor b = matrix(setup, weights, node.flag("transB"), alpha);
        int columns = b.shape().size(1);
        OnnxTensor.Reals term = setup.optionalWeights(2);
        setup.demand(
                term == null || (term.length() == columns && term.sizes()[term.sizes().length - 1] == columns),
                "a third input " + term + ", which is no row");
        Tensor c = term == null ? null : setup.keep(new Shape(columns), scaled(term.values(), beta));
        return run -> {
            Tensor a = run.tensor(0).plain(run.scope());
            if (transposeA) a = run.apply(new Transpose(1, 0), a);
            return GraphTensor.plain(c == null ? run.apply(new Matmul(), a, b) : run.apply(new Matmul(), a, b, c));
        };
    }

    private static Tensor matrix(NodeSetup setup, OnnxTensor.Reals weights, boolean transpose, float factor) {
        int rows = weights.sizes()[0];
        int columns = weights.sizes()[1];
        float[] values = scaled(weights.values(), factor);
        if (!transpose) return setup.keep(new Shape(rows, columns), values);
        float[] turned = new float[values.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c];
        }
        return setup.keep(new Shape(columns, rows), turned);
    }

    private static float[] scaled(float[] values, float factor) {
        if (factor == 1) return values;
        float[] scaled = new float[values.length];
        for (int i = 0; i < values.length; i++) scaled[i] = values[i] * factor;
        return scaled;
    }

    /** {@code y = a b}; a may have any number of axes in front, b is a matrix. */
    static Step matMul(NodeSetup setup) {
        return run -> {
            Tensor a = run.tensor(0).plain(run.scope());
            Tensor b = run.tensor(1).plain(run.scope());
            if (b.shape().rank() != 2 || a.shape().rank() < 2) {
                throw new IllegalArgumentException("not supported: product " + a.shape() + " x " + b.shape());
            }
            int inner = a.shape().size(-1);
            int rows = Math.toIntExact(a.shape().elements() / inner);
            Tensor y = run.apply(new Matmul(), run.apply(new Reshape(new Shape(rows, inner)), a), b);
            Shape shape = a.shape().with(-1, b.shape().size(1));
            return GraphTensor.plain(run.apply(new Reshape(shape), y));
        };
    }
}
