package doppel.bindings.cublas;

import doppel.bindings.gen.cublas.cublaslt_h;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A product {@code D = op(A) op(B)}, with what is fused into it. */
public final class ProductDescriptor {
    private final MemorySegment handle;
    private final String text;

    /**
     * A plain product.
     *
     * @param transposeA whether op turns A round
     * @param transposeB whether op turns B round
     */
    public ProductDescriptor(Arena owner, ComputeType compute, boolean transposeA, boolean transposeB) {
        text = "%s%s by %s".formatted(compute, transposeA ? " A'" : " A", transposeB ? "B'" : "B");
        handle = Owned.by(
                owner,
                LtCalls.createDescriptor(compute.code(), cublaslt_h.CUDA_R_32F()),
                "cublaslt product",
                text,
                LtCalls::destroyDescriptor);
        LtCalls.setDescriptor(handle, cublaslt_h.CUBLASLT_MATMUL_DESC_TRANSA(), operation(transposeA));
        LtCalls.setDescriptor(handle, cublaslt_h.CUBLASLT_MATMUL_DESC_TRANSB(), operation(transposeB));
    }

    private static int operation(boolean transpose) {
        return transpose ? cublaslt_h.CUBLAS_OP_T() : cublaslt_h.CUBLAS_OP_N();
    }

    /**
     * Adds a vector, as long as D has rows, to each column of D. Before algorithms are asked for: its alignment counts.
     *
     * @param address on the card
     * @param type of its elements
     */
    public void addBias(long address, MatrixType type) {
        fuse(cublaslt_h.CUBLASLT_EPILOGUE_BIAS(), address, type);
    }

    /** Writes the sums of A's rows beside the product: the gradient of a bias where A is a gradient. */
    public void sumRowsOfA(long address, MatrixType type) {
        fuse(cublaslt_h.CUBLASLT_EPILOGUE_BGRADA(), address, type);
    }

    private void fuse(int epilogue, long address, MatrixType type) {
        LtCalls.setDescriptor(handle, cublaslt_h.CUBLASLT_MATMUL_DESC_EPILOGUE(), epilogue);
        LtCalls.setDescriptor(handle, cublaslt_h.CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE(), type.code());
        LtCalls.setDescriptor(handle, cublaslt_h.CUBLASLT_MATMUL_DESC_BIAS_POINTER(), address);
    }

    /** cuBLASLt's number of what is fused; 1 is nothing. */
    public int epilogue() {
        return LtCalls.getDescriptor(handle, cublaslt_h.CUBLASLT_MATMUL_DESC_EPILOGUE());
    }

    MemorySegment handle() {
        return handle;
    }

    @Override
    public String toString() {
        return text;
    }
}
