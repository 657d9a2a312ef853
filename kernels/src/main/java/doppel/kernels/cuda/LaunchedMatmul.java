package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.MatmulKernels;
import doppel.kernels.checks.MatmulChecks;
import org.jspecify.annotations.Nullable;

/** {@code matmul.cu}: products on the plain cores; no library takes part. */
final class LaunchedMatmul implements MatmulKernels {
    /** Edge of the tile of y that a block makes. */
    private static final int TILE = 64;

    /** Blocks along the third axis of a grid, one a matrix. */
    private static final int MOST_IN_GRID = 65_535;

    private static final int SHARED_BYTES = 2 * 16 * (TILE + 1) * Float.BYTES;

    private final Launcher launcher;

    LaunchedMatmul(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        MatmulChecks.multiply(a, transposeA, b, transposeB, bias, y);
        int n = y.shape().size(1);
        int inner = a.shape().size(transposeA ? 0 : 1);
        multiply(a, transposeA, b, transposeB, bias, y, y.shape().size(0), n, inner, n);
    }

    /** As the contract has it, on matrices whose sizes are told; rows of y are {@code pitch} elements apart. */
    void multiply(
            Buffer a,
            boolean transposeA,
            Buffer b,
            boolean transposeB,
            @Nullable Buffer bias,
            Buffer y,
            int m,
            int n,
            int inner,
            long pitch) {
        launcher.launch(
                LaunchDescriptors.get("matmul", y.dtype()),
                LaunchGeometry.plane(LaunchGeometry.ceil(n, TILE), LaunchGeometry.ceil(m, TILE), 256, 1)
                        .withShared(SHARED_BYTES),
                a,
                b,
                bias,
                y,
                m,
                n,
                inner,
                transposeA ? 1 : 0,
                transposeB ? 1 : 0,
                pitch,
                0,
                0L,
                0L,
                0L);
    }

    @Override
    public void multiplyBatch(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer y) {
        MatmulChecks.multiplyBatch(a, transposeA, b, transposeB, y);
        int batch = y.shape().size(0);
        int m = y.shape().size(1);
        int n = y.shape().size(2);
        int inner = a.shape().size(transposeA ? 1 : 2);
        for (int from = 0; from < batch; from += MOST_IN_GRID) {
            int to = Math.min(from + MOST_IN_GRID, batch);
            launcher.launch(
                    LaunchDescriptors.get("matmul", y.dtype()),
                    LaunchGeometry.plane(LaunchGeometry.ceil(n, TILE), LaunchGeometry.ceil(m, TILE), 256, 1)
                            .withGridZ(to - from)
                            .withShared(SHARED_BYTES),
                    a.rows(from, to),
                    b.rows(from, to),
                    null,
                    y.rows(from, to),
                    m,
                    n,
                    inner,
                    transposeA ? 1 : 0,
                    transposeB ? 1 : 0,
                    (long) n,
                    0,
                    (long) m * inner,
                    (long) inner * n,
                    (long) m * n);
        }
    }
}
