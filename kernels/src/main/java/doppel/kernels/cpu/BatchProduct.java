package doppel.kernels.cpu;

import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MatrixProduct;
import doppel.bindings.onednn.MemoryDescriptor;
import java.util.List;

/**
 * {@code [batch, m, k] x [batch, k, n]}, all of them in one primitive; a transposed operand is stored the other way
 * round. In bf16 if both factors are, else in f32.
 *
 * @param left type of a
 * @param right type of b
 * @param result type of y
 */
record BatchProduct(
        int batch,
        int m,
        int k,
        int n,
        boolean transposeA,
        boolean transposeB,
        DataType left,
        DataType right,
        DataType result)
        implements Problem<BatchProduct.Plan> {
    /**
     * How a product is computed.
     *
     * @param a as {@code product} wants it, from ours
     * @param b as {@code product} wants it, from ours
     * @param product takes a, b and y
     * @param y to ours
     */
    record Plan(Preparation a, Preparation b, Step product, Delivery y) {}

    @Override
    public Plan plan(Planner planner) {
        boolean half = left == DataType.BF16 && right == DataType.BF16;
        return planner.ifFast(() -> plan(planner, half ? DataType.BF16 : DataType.F32, half ? result : DataType.F32))
                .orElseGet(() -> plan(planner, DataType.F32, DataType.F32));
    }

    private Plan plan(Planner planner, DataType factors, DataType given) {
        MemoryDescriptor a = matrices(planner, m, k, transposeA, factors);
        MemoryDescriptor b = matrices(planner, k, n, transposeB, factors);
        MemoryDescriptor y = matrices(planner, m, n, false, given);
        var descriptor = MatrixProduct.of(planner.arena(), planner.engine(), a, b, null, y, Attributes.DEFAULT);
        return new Plan(
                planner.prepare(matrices(planner, m, k, transposeA, left), a),
                planner.prepare(matrices(planner, k, n, transposeB, right), b),
                planner.step(descriptor, List.of(Argument.SOURCE, Argument.WEIGHTS, Argument.DESTINATION)),
                planner.deliver(y, matrices(planner, m, n, false, result)));
    }

    private MemoryDescriptor matrices(Planner planner, long rows, long columns, boolean transposed, DataType type) {
        long each = rows * columns;
        long[] strides = transposed ? new long[] {each, 1, rows} : new long[] {each, columns, 1};
        return MemoryDescriptor.of(planner.arena(), type, new long[] {batch, rows, columns}, strides);
    }
}
