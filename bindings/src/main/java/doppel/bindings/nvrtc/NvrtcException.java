package doppel.bindings.nvrtc;

import doppel.bindings.lifetime.NativeException;
import java.io.Serial;

/** NVRTC answered a call with another status than success. */
public sealed class NvrtcException extends NativeException permits CompilationException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int code;

    NvrtcException(String message, int code) {
        super(message);
        this.code = code;
    }

    /** NVRTC's number of what went wrong. */
    public int code() {
        return code;
    }
}
