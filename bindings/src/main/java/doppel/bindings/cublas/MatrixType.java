package doppel.bindings.cublas;

import doppel.bindings.gen.cublas.cublaslt_h;

/** Type of a matrix's elements. */
public enum MatrixType {
    F32(cublaslt_h.CUDA_R_32F()),
    F16(cublaslt_h.CUDA_R_16F()),
    BF16(cublaslt_h.CUDA_R_16BF());

    private final int code;

    MatrixType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
