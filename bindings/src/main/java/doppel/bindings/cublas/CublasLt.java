package doppel.bindings.cublas;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.bindings.cuda.CudaContext;
import doppel.bindings.cuda.CudaStream;
import doppel.bindings.cuda.DeviceSpan;
import doppel.bindings.gen.cublas.cublasLtMatmulHeuristicResult_t;
import doppel.bindings.gen.cublas.cublaslt_h;
import doppel.bindings.libraries.LoadedLibrary;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.libraries.NvidiaLibraries;
import doppel.bindings.lifetime.NativeException;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Products of matrices on a card. */
public final class CublasLt {
    private final Arena owner;
    private final MemorySegment handle;
    private final MemorySegment one;
    private final MemorySegment zero;

    /**
     * What was found.
     *
     * @param file the shared library
     * @param origin how it was found, in words for people
     * @param tried places looked at before
     * @param version as 10000 * major + 100 * minor + patch
     */
    public record Report(Path file, String origin, List<String> tried, long version) {
        /** Such as {@code 13.1.1}. */
        public String versionText() {
            return version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
        }
    }

    /**
     * The matrices of a product, {@code D = op(A) op(B)}.
     *
     * @param a as it lies, before op
     * @param b as it lies, before op
     * @param d the target
     */
    public record Operands(MatrixLayout a, MatrixLayout b, MatrixLayout d) {
        @Override
        public String toString() {
            return "[%s] by [%s] to [%s]".formatted(a, b, d);
        }
    }

    /** @param context bound to the calling thread */
    public CublasLt(Arena owner, CudaContext context) {
        load();
        this.owner = owner;
        handle = context.own(owner, LtCalls.create(), "cublaslt handle", context, LtCalls::destroy);
        one = owner.allocateFrom(JAVA_FLOAT, 1f);
        zero = owner.allocateFrom(JAVA_FLOAT, 0f);
    }

    /**
     * Opens the library and checks its version; needs no card and may be called again.
     *
     * @throws NativeException naming every place tried, or the version found
     */
    public static Report load() {
        LoadedLibrary library = NativeLibrary.CUBLASLT.load();
        var report = new Report(library.file(), library.origin(), library.tried(), LtCalls.version());
        int wanted = NvidiaLibraries.major();
        if (report.version() / 10_000 != wanted) {
            throw new NativeException(
                    "cublaslt: wanted version %d, got %s, %s (%s); all of NVIDIA's libraries must be of one CUDA"
                            .formatted(wanted, report.versionText(), library.file(), library.origin()));
        }
        return report;
    }

    /**
     * Ways to compute a product, best first by the library's own reckoning.
     *
     * @param workspaceBytes none may need more
     * @param most how many are wanted
     * @throws CublasException if there is none
     */
    public List<ProductAlgorithm> algorithms(
            ProductDescriptor product, Operands operands, long workspaceBytes, int most) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment preference = Owned.by(
                    call,
                    LtCalls.createPreference(),
                    "cublaslt preference",
                    workspaceBytes,
                    LtCalls::destroyPreference);
            LtCalls.setPreference(preference, cublaslt_h.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES(), workspaceBytes);
            MemorySegment d = operands.d().handle();
            MemorySegment[] layouts = {operands.a().handle(), operands.b().handle(), d, d};
            MemorySegment results = cublasLtMatmulHeuristicResult_t.allocateArray(most, owner);
            String what = product + " of " + operands;
            int count = LtCalls.proposals(handle, product.handle(), layouts, preference, results, what);
            List<ProductAlgorithm> found = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                MemorySegment result = cublasLtMatmulHeuristicResult_t.asSlice(results, i);
                if (cublasLtMatmulHeuristicResult_t.state(result) != cublaslt_h.CUBLAS_STATUS_SUCCESS()) continue;
                found.add(new ProductAlgorithm(
                        cublasLtMatmulHeuristicResult_t.algo(result),
                        cublasLtMatmulHeuristicResult_t.workspaceSize(result)));
            }
            return List.copyOf(found);
        }
    }

    /**
     * Queues a product.
     *
     * @param a address of A, and so on
     * @param workspace at least what the algorithm needs, used by nothing else on another stream meanwhile
     */
    public void multiply(
            CudaStream stream,
            ProductDescriptor product,
            Operands operands,
            long a,
            long b,
            long d,
            ProductAlgorithm algorithm,
            DeviceSpan workspace) {
        if (workspace.bytes() < algorithm.workspaceBytes()) {
            throw new IllegalArgumentException("cublaslt: %s needs a workspace of %d bytes, got %d"
                    .formatted(product, algorithm.workspaceBytes(), workspace.bytes()));
        }
        MemorySegment target = MemorySegment.ofAddress(d);
        MemorySegment layout = operands.d().handle();
        int code = cublaslt_h.cublasLtMatmul(
                handle,
                product.handle(),
                one,
                MemorySegment.ofAddress(a),
                operands.a().handle(),
                MemorySegment.ofAddress(b),
                operands.b().handle(),
                zero,
                target,
                layout,
                target,
                layout,
                algorithm.handle(),
                MemorySegment.ofAddress(workspace.address()),
                workspace.bytes(),
                stream.handle());
        if (code != 0) LtCalls.check(code, "cublasLtMatmul " + product + " of " + operands);
    }
}
