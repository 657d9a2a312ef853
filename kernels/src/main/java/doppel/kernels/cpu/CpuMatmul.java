package doppel.kernels.cpu;

import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MatrixProduct;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.kernels.Buffer;
import doppel.kernels.MatmulKernels;
import doppel.kernels.checks.MatmulChecks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices by oneDNN, which reads transposed operands where they lie. Where a factor is f32 the other one is
 * widened: that is the small one, the batch, and to round the weights would cost as much as it saves. f64 runs in the
 * reference loops.
 */
final class CpuMatmul implements MatmulKernels {
    private final OnednnContext onednn;
    private final MatmulKernels reference;

    CpuMatmul(OnednnContext onednn, MatmulKernels reference) {
        this.onednn = onednn;
        this.reference = reference;
    }

    /**
     * {@code [m, k] x [k, n]}; a transposed operand is stored the other way round.
     *
     * @param left type of a
     * @param right type of b and the bias
     * @param result type of y
     */
    private record Product(
            int m,
            int k,
            int n,
            boolean transposeA,
            boolean transposeB,
            boolean bias,
            DataType left,
            DataType right,
            DataType result)
            implements Problem<Product.Plan> {
        /**
         * @param a as {@code product} wants it, from ours
         * @param b as {@code product} wants it, from ours
         * @param bias as {@code product} wants it, from ours
         * @param product takes a, b, the bias where there is one, and y
         * @param y to ours
         */
        record Plan(Preparation a, Preparation b, Preparation bias, Step product, Delivery y) {}

        @Override
        public Plan plan(Planner planner) {
            boolean half = left == DataType.BF16 && right == DataType.BF16;
            return planner.ifFast(
                            () -> plan(planner, half ? DataType.BF16 : DataType.F32, half ? result : DataType.F32))
                    .orElseGet(() -> plan(planner, DataType.F32, DataType.F32));
        }

        private Plan plan(Planner planner, DataType factors, DataType given) {
            MemoryDescriptor a = matrix(planner, m, k, transposeA, factors);
            MemoryDescriptor b = matrix(planner, k, n, transposeB, factors);
            MemoryDescriptor added = matrix(planner, 1, n, false, DataType.F32);
            MemoryDescriptor y = matrix(planner, m, n, false, given);
            List<Argument> arguments = new ArrayList<>(List.of(Argument.SOURCE, Argument.WEIGHTS));
            if (bias) arguments.add(Argument.BIAS);
            arguments.add(Argument.DESTINATION);
            var descriptor = MatrixProduct.of(
                    planner.arena(), planner.engine(), a, b, bias ? added : null, y, Attributes.DEFAULT);
            return new Plan(
                    planner.prepare(matrix(planner, m, k, transposeA, left), a),
                    planner.prepare(matrix(planner, k, n, transposeB, right), b),
                    planner.prepare(matrix(planner, 1, n, false, right), added),
                    planner.step(descriptor, arguments),
                    planner.deliver(y, matrix(planner, m, n, false, result)));
        }

        private static MemoryDescriptor matrix(
                Planner planner, long rows, long columns, boolean transposed, DataType type) {
            long[] strides = transposed ? new long[] {1, rows} : new long[] {columns, 1};
            return MemoryDescriptor.of(planner.arena(), type, new long[] {rows, columns}, strides);
        }
    }

    @Override
    public void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        MatmulChecks.multiply(a, transposeA, b, transposeB, bias, y);
        if (!Storage.holds(a)) {
            reference.multiply(a, transposeA, b, transposeB, bias, y);
            return;
        }
        var plan = onednn.plan(new Product(
                y.shape().size(0),
                a.shape().size(transposeA ? 0 : 1),
                y.shape().size(1),
                transposeA,
                transposeB,
                bias != null,
                OnednnContext.type(a),
                OnednnContext.type(b),
                OnednnContext.type(y)));
        try (var left = onednn.prepare(plan.a(), a.segment());
                var right = onednn.prepare(plan.b(), b.segment());
                var added = bias == null ? null : onednn.prepare(plan.bias(), bias.segment())) {
            onednn.deliver(plan.y(), y.segment(), given -> {
                if (added == null) onednn.run(plan.product(), left.segment(), right.segment(), given);
                else onednn.run(plan.product(), left.segment(), right.segment(), added.segment(), given);
            });
        }
    }

    @Override
    public void multiplyBatch(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer y) {
        MatmulChecks.multiplyBatch(a, transposeA, b, transposeB, y);
        if (!Storage.holds(a)) {
            reference.multiplyBatch(a, transposeA, b, transposeB, y);
            return;
        }
        var plan = onednn.plan(new BatchProduct(
                y.shape().size(0),
                y.shape().size(1),
                a.shape().size(transposeA ? 1 : 2),
                y.shape().size(2),
                transposeA,
                transposeB,
                OnednnContext.type(a),
                OnednnContext.type(b),
                OnednnContext.type(y)));
        try (var left = onednn.prepare(plan.a(), a.segment());
                var right = onednn.prepare(plan.b(), b.segment())) {
            onednn.deliver(
                    plan.y(), y.segment(), given -> onednn.run(plan.product(), left.segment(), right.segment(), given));
        }
    }
}
