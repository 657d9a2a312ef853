package doppel.bindings.onednn;

import doppel.bindings.gen.onednn.onednn_h;
import java.util.Locale;

/** Type of one element, as oneDNN counts them. */
public enum DataType {
    F32(onednn_h.dnnl_f32(), 4),
    BF16(onednn_h.dnnl_bf16(), 2),
    S32(onednn_h.dnnl_s32(), 4),
    U8(onednn_h.dnnl_u8(), 1);

    private final int code;
    private final int bytes;

    DataType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    int code() {
        return code;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    static DataType of(int code) {
        for (DataType type : values()) {
            if (type.code == code) return type;
        }
        throw new IllegalArgumentException("data type: oneDNN's number " + code + " is none of ours");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
