package doppel.bindings.libraries;

import java.nio.file.Path;

/** Where this user's copies of things lie that can be made again: unpacked libraries, compiled kernels, plans. */
public final class CacheFolder {
    private CacheFolder() {}

    /** {@code $DOPPEL_CACHE}, or {@code $XDG_CACHE_HOME/doppel}, or {@code ~/.cache/doppel}; may not exist yet. */
    public static Path root() {
        return LibraryCache.root(System::getenv);
    }
}
