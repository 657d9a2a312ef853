package doppel.bindings.onednn;

import doppel.bindings.lifetime.NativeException;
import java.io.Serial;

/**
 * oneDNN has no optimised kernel for a computation and chose plain loops instead, tens to hundreds of times slower. See
 * {@link Attributes#allowingSlow}.
 */
public final class SlowImplementationException extends NativeException {
    @Serial
    private static final long serialVersionUID = 1;

    SlowImplementationException(String what, String implementation) {
        super("onednn: %s: no optimised kernel, only %s; choose another layout or type"
                .formatted(what, implementation));
    }
}
