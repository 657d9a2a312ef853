package doppel.bindings.cublas;

import doppel.bindings.lifetime.NativeException;
import java.io.Serial;

/** cuBLASLt answered a call with another status than success. */
public final class CublasException extends NativeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int code;

    CublasException(String what, int code, String name, String text) {
        super("cublaslt: %s: %s (%s, %d)".formatted(what, text, name, code));
        this.code = code;
    }

    /** cuBLAS's number of what went wrong. */
    public int code() {
        return code;
    }
}
