package doppel.bindings.nvrtc;

import java.io.Serial;

/** A source does not compile. */
public final class CompilationException extends NvrtcException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String log;

    CompilationException(String message, int code, String log) {
        super(message, code);
        this.log = log;
    }

    /** What the compiler said: file, line, fault. */
    public String log() {
        return log;
    }
}
