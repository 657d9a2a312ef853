package doppel.app.dfl;

import java.io.IOException;

/** Bytes that are no pickle, or one that is not allowed. */
final class PickleException extends IOException {
    private static final long serialVersionUID = 1;

    PickleException(String message) {
        super("pickle: " + message);
    }
}
