package doppel.benchmarks.peer;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Loads libtorch before any test of this module can load oneDNN. Registered through {@code META-INF/services}. */
public final class LibtorchFirst implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Libtorch.load();
    }
}
