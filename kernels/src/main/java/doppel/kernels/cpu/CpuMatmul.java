package doppel.kernels.cpu;

import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MatrixProduct;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.MatmulKernels;
import doppel.kernels.checks.MatmulChecks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices by oneDNN, which reads transposed operands where they lie. f64, bf16 and
 * mixtures run in the reference loops.
 */
final class CpuMatmul implements MatmulKernels {
    private final OnednnContext onednn;
    private final MatmulKernels reference;

    CpuMatmul(OnednnContext onednn, MatmulKernels reference) {
        this.onednn = onednn;
        this.reference = reference;
    }

    /** {@code [m, k] x [k, n]}; a transposed operand is stored the other way round. */
    private record Product(int m, int k, int n, boolean transposeA, boolean transposeB, boolean bias)
            implements Problem<Step> {
        @Override
        public Step plan(Planner planner) {
            List<Argument> arguments = new ArrayList<>(List.of(Argument.SOURCE, Argument.WEIGHTS));
            if (bias) arguments.add(Argument.BIAS);
            arguments.add(Argument.DESTINATION);
            var descriptor = MatrixProduct.of(
                    planner.arena(),
                    planner.engine(),
                    matrix(planner, m, k, transposeA),
                    matrix(planner, k, n, transposeB),
                    bias ? matrix(planner, 1, n, false) : null,
                    matrix(planner, m, n, false),
                    Attributes.DEFAULT);
            return planner.step(descriptor, arguments);
        }

        private static MemoryDescriptor matrix(Planner planner, long rows, long columns, boolean transposed) {
            long[] strides = transposed ? new long[] {1, rows} : new long[] {columns, 1};
            return MemoryDescriptor.of(planner.arena(), DataType.F32, new long[] {rows, columns}, strides);
        }
    }

    @Override
    public void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        MatmulChecks.multiply(a, transposeA, b, transposeB, bias, y);
        if (a.dtype() != DType.F32 || MatmulChecks.isMixed(a, b, y)) {
            reference.multiply(a, transposeA, b, transposeB, bias, y);
            return;
        }
        int m = y.shape().size(0);
        int k = a.shape().size(transposeA ? 0 : 1);
        int n = y.shape().size(1);
        Step step = onednn.plan(new Product(m, k, n, transposeA, transposeB, bias != null));
        if (bias == null) onednn.run(step, a.segment(), b.segment(), y.segment());
        else onednn.run(step, a.segment(), b.segment(), bias.segment(), y.segment());
    }
}
