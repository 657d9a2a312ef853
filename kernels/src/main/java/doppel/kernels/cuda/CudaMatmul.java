package doppel.kernels.cuda;

import doppel.bindings.cublas.ComputeType;
import doppel.bindings.cublas.CublasException;
import doppel.bindings.cublas.CublasLt;
import doppel.bindings.cublas.MatrixLayout;
import doppel.bindings.cublas.MatrixType;
import doppel.bindings.cublas.ProductAlgorithm;
import doppel.bindings.cublas.ProductDescriptor;
import doppel.bindings.cuda.DeviceSpan;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.MatmulKernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.checks.MatmulChecks;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Products by cuBLASLt, whose matrices lie column by column: {@code y = a b} row by row is {@code y' = b' a'} there, of
 * the same memory. f32 is multiplied as it is or in tf32, bf16 summed in f32; the result is of whichever type is
 * wanted. What the library has nothing for goes to {@link LaunchedMatmul}.
 */
final class CudaMatmul implements MatmulKernels {
    /** What the library takes for granted when it proposes algorithms. */
    private static final int ALIGNMENT = 256;

    private static final long NEW_CARD_WORKSPACE_BYTES = 32L << 20;
    private static final long WORKSPACE_BYTES = 4L << 20;

    private final CudaSession session;
    private final Memory memory;
    private final ComputeType ofF32;
    private final LaunchedChannels channels;
    private final MatmulKernels otherwise;
    private final Map<Site, Optional<Planned>> known = new HashMap<>();
    private @Nullable CublasLt library;

    private record Site(
            Shape a, boolean transposeA, Shape b, boolean transposeB, boolean biased, DType factors, DType result) {}

    private record Planned(ProductDescriptor product, CublasLt.Operands operands, ProductAlgorithm algorithm) {}

    /**
     * @param tf32 whether factors of f32 may be rounded to tf32
     * @param copies of weights in bf16, or null
     * @param otherwise for what the library has nothing for
     */
    CudaMatmul(
            CudaSession session,
            Launcher launcher,
            Memory memory,
            boolean tf32,
            @Nullable WeightCopies copies,
            MatmulKernels otherwise) {
        this.session = session;
        this.memory = memory;
        ofF32 = tf32 ? ComputeType.TF32 : ComputeType.STRICT_F32;
        channels = new LaunchedChannels(launcher, memory, copies);
        this.otherwise = otherwise;
    }

    @Override
    public void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        MatmulChecks.multiply(a, transposeA, b, transposeB, bias, y);
        if (!byLibrary(a, transposeA, b, transposeB, bias, y)) {
            otherwise.multiply(a, transposeA, b, transposeB, bias, y);
        }
    }

    @Override
    public void multiplyBatch(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer y) {
        MatmulChecks.multiplyBatch(a, transposeA, b, transposeB, y);
        if (!byLibrary(a, transposeA, b, transposeB, null, y)) {
            otherwise.multiplyBatch(a, transposeA, b, transposeB, y);
        }
    }

    /** Whether the library could; matrices are the last two axes. */
    private boolean byLibrary(
            Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        DType factors = MatmulChecks.isMixed(a, b, y) ? DType.BF16 : a.dtype();
        Optional<Planned> planned = Optional.empty();
        if (y.dtype() != DType.F64 && isAligned(a) && isAligned(b) && isAligned(y) && isAligned(bias)) {
            var site = new Site(a.shape(), transposeA, b.shape(), transposeB, bias != null, factors, y.dtype());
            planned = known.computeIfAbsent(site, this::plan);
        }
        if (planned.isEmpty()) return false;
        Buffer left = channels.as(factors, a.shape(), a);
        Buffer right = channels.as(factors, b.shape(), b);
        Buffer added = bias == null ? null : channels.as(y.dtype(), bias.shape(), bias); // the library adds no other
        run(planned.get(), left, right, added, y);
        channels.done(left, a);
        channels.done(right, b);
        if (added != null && bias != null) channels.done(added, bias);
        return true;
    }

    private static boolean isAligned(@Nullable Buffer buffer) {
        return buffer == null || buffer.segment().address() % ALIGNMENT == 0;
    }

    private Optional<Planned> plan(Site site) {
        Arena owner = session.owner();
        CublasLt lt = library();
        MatrixType type = type(site.factors);
        MatrixType result = type(site.result);
        var product = new ProductDescriptor(
                owner, type == MatrixType.F32 ? ofF32 : ComputeType.F32, site.transposeB, site.transposeA);
        if (site.biased) product.addBias(ALIGNMENT, result); // any address as well aligned as those to come
        int rows = site.b.size(site.transposeB ? -2 : -1);
        int columns = site.a.size(site.transposeA ? -1 : -2);
        var operands = new CublasLt.Operands(
                layout(owner, type, site.b),
                layout(owner, type, site.a),
                new MatrixLayout(owner, result, rows, columns, batch(site.a)));
        long most = session.card().capability() >= 90 ? NEW_CARD_WORKSPACE_BYTES : WORKSPACE_BYTES;
        try {
            List<ProductAlgorithm> proposed = lt.algorithms(product, operands, most, 1);
            return proposed.stream().findFirst().map(best -> new Planned(product, operands, best));
        } catch (CublasException e) {
            return Optional.empty(); // it has none for this product
        }
    }

    private static MatrixLayout layout(Arena owner, MatrixType type, Shape rowByRow) {
        return new MatrixLayout(owner, type, rowByRow.size(-1), rowByRow.size(-2), batch(rowByRow));
    }

    private static int batch(Shape matrices) {
        return matrices.rank() == 2 ? 1 : matrices.size(0);
    }

    private static MatrixType type(DType dtype) {
        return dtype == DType.BF16 ? MatrixType.BF16 : MatrixType.F32;
    }

    private CublasLt library() {
        CublasLt known = library;
        if (known == null) library = known = new CublasLt(session.owner(), session.context());
        return known;
    }

    private void run(Planned planned, Buffer a, Buffer b, @Nullable Buffer bias, Buffer y) {
        if (bias != null) planned.product.addBias(bias.segment().address(), type(y.dtype()));
        int bytes = Math.toIntExact(planned.algorithm.workspaceBytes());
        Buffer workspace = bytes == 0 ? null : memory.allocate(new Shape(bytes), DType.U8);
        library()
                .multiply(
                        session.stream(),
                        planned.product,
                        planned.operands,
                        b.segment().address(),
                        a.segment().address(),
                        y.segment().address(),
                        planned.algorithm,
                        workspace == null
                                ? new DeviceSpan(0, 0)
                                : new DeviceSpan(workspace.segment().address(), bytes));
        if (workspace != null) memory.release(workspace);
    }
}
