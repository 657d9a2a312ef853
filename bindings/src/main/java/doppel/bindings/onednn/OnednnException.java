package doppel.bindings.onednn;

import doppel.bindings.lifetime.NativeException;
import java.io.Serial;
import java.util.Locale;

/** oneDNN answered a call with another status than success. */
public final class OnednnException extends NativeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Status status;
    private final int code;

    /** What went wrong, in oneDNN's terms. */
    public enum Status {
        OUT_OF_MEMORY,
        INVALID_ARGUMENTS,
        /** No implementation for this combination of types, sizes and layouts. */
        UNIMPLEMENTED,
        LAST_IMPLEMENTATION_REACHED,
        RUNTIME_ERROR,
        NOT_REQUIRED,
        /** A code newer than this list. */
        OTHER
    }

    OnednnException(String function, Status status, int code) {
        super("onednn: %s: %s (status %d)"
                .formatted(function, status.name().toLowerCase(Locale.ROOT).replace('_', ' '), code));
        this.status = status;
        this.code = code;
    }

    /** The same failure, named after what was attempted. */
    OnednnException during(String what) {
        OnednnException named = new OnednnException(what, status, code);
        named.initCause(this);
        return named;
    }

    /** What went wrong. */
    public Status status() {
        return status;
    }
}
