package doppel.bindings.libraries;

import doppel.bindings.lifetime.NativeException;
import java.io.Serial;
import java.util.List;

/** A library is nowhere. */
public final class MissingLibraryException extends NativeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String what;
    private final transient List<String> tried;
    private final String remedy;

    MissingLibraryException(String title, String what, List<String> tried, String remedy) {
        super("%s: %s, tried %s; %s, or use --device cpu".formatted(title, what, String.join(", ", tried), remedy));
        this.what = what;
        this.tried = List.copyOf(tried);
        this.remedy = remedy;
    }

    /** Which file is missing. */
    public String what() {
        return what;
    }

    /** Every place looked at, in words for people. */
    public List<String> tried() {
        return tried;
    }

    /** How to get it, in words for people. */
    public String remedy() {
        return remedy;
    }
}
