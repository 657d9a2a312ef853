package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * How alike the directions of rows are, in -1..1: {@code y[i, j, p] = u[i, p] . v[i, j, p] / (|u[i, p]| |v[i, j, p]|)} of
 * {@code u [n, q, c]} and {@code v [n, k, q, c]}, k candidates for each row of u, giving {@code [n, k, q]}. {@code du} is
 * the sum over j of {@code dy (v / (|u| |v|) - y u / |u|^2)}, {@code dv = dy (u / (|u| |v|) - y v / |v|^2)}.
 *
 * @param epsilon lengths below it count as it, and their rows take no gradient; PyTorch's default is 1e-8, whose gradient
 *     of a row of zeros is up to 1e8
 */
public record CosineSimilarity(double epsilon) implements Op {
    /** Lengths from 1e-8 on. */
    public static final CosineSimilarity DEFAULT = new CosineSimilarity(1e-8);

    public CosineSimilarity {
        if (!(epsilon > 0)) throw new IllegalArgumentException("cosine: epsilon " + epsilon);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape u = x[0].shape();
        Shape v = x[1].shape();
        if (u.rank() != 3 || v.rank() != 4 || !new Shape(v.size(0), v.size(2), v.size(3)).equals(u)) {
            throw new IllegalArgumentException("cosine: " + u + " against " + v);
        }
        Tensor y = scope.allocate(new Shape(v.size(0), v.size(1), v.size(2)), x[0].dtype());
        scope.kernels().losses().cosine(x[0].buffer(), x[1].buffer(), epsilon, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor du = wanted[0] ? scope.allocate(x[0].shape(), dy.dtype()) : null;
        Tensor dv = wanted[1] ? scope.allocate(x[1].shape(), dy.dtype()) : null;
        scope.kernels()
                .losses()
                .cosineBackward(
                        dy.buffer(),
                        x[0].buffer(),
                        x[1].buffer(),
                        y.buffer(),
                        epsilon,
                        du == null ? null : du.buffer(),
                        dv == null ? null : dv.buffer());
        return new @Nullable Tensor[] {du, dv};
    }
}
