package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;

/** Type of a tensor's elements. */
public enum CudnnType {
    F32(cudnn_h.CUDNN_DATA_FLOAT(), 4),
    F16(cudnn_h.CUDNN_DATA_HALF(), 2),
    BF16(cudnn_h.CUDNN_DATA_BFLOAT16(), 2);

    private final int code;
    private final int bytes;

    CudnnType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    int code() {
        return code;
    }

    /** Size of an element. */
    public int bytes() {
        return bytes;
    }
}
