package doppel.bindings.lifetime;

import java.io.Serial;

/** A native library refused a call; the root of all such exceptions. */
public class NativeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param message subject, what was wrong, what was wanted, what came */
    public NativeException(String message) {
        super(message);
    }

    /** @param cause what the Java side saw of the failure */
    public NativeException(String message, Throwable cause) {
        super(message, cause);
    }
}
