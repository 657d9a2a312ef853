package doppel.bindings.cublas;

import doppel.bindings.gen.cublas.cublaslt_h;

/** How products are summed; always in f32. */
public enum ComputeType {
    /** Whatever gives f32 sums of the elements as they are. */
    F32(cublaslt_h.CUBLAS_COMPUTE_32F()),
    /** f32 elements may be rounded to 10 bits before. */
    TF32(cublaslt_h.CUBLAS_COMPUTE_32F_FAST_TF32()),
    /** No rounding, no other order than the textbook's blocks. */
    STRICT_F32(cublaslt_h.CUBLAS_COMPUTE_32F_PEDANTIC());

    private final int code;

    ComputeType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
