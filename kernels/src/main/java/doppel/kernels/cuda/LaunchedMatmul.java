package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.MatmulKernels;
import doppel.kernels.checks.MatmulChecks;
import org.jspecify.annotations.Nullable;

/** {@code matmul.cu}: products on the plain cores; no library takes part. */
final class LaunchedMatmul implements MatmulKernels {
    /** Edge of the tile of y that a block makes. */
    private static final int TILE = 64;

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
                0);
    }
}
