package doppel.app.dfl;

import org.jspecify.annotations.Nullable;

/** An array that a pickle has named and not yet filled in. */
final class PendingArray {
    private @Nullable NumpyArray value;

    void set(NumpyArray array) throws PickleException {
        if (value != null) throw new PickleException("fills in an array twice");
        value = array;
    }

    NumpyArray value() throws PickleException {
        if (value == null) throw new PickleException("an array without content");
        return value;
    }
}
