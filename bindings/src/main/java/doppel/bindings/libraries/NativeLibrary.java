package doppel.bindings.libraries;

import doppel.bindings.lifetime.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shared library we use and where it may lie. Opened at the first use of {@link #load} or of a symbol, by absolute
 * path, once per process.
 */
public final class NativeLibrary {
    /** oneDNN, the CPU's convolutions and matrix products. Its OpenMP runtime lies beside it and is opened by it. */
    public static final NativeLibrary ONEDNN = new NativeLibrary(new Description(
            "onednn",
            "3.13.0",
            "org.bytedeco:dnnl:3.13-1.5.14",
            "org/bytedeco/dnnl",
            "doppel.onednn.path",
            "DOPPEL_ONEDNN",
            Map.of(Platform.LINUX_X86_64, List.of("libdnnl.so.3", "libgomp.so.1"))));

    /**
     * What is known of a library before it is looked for.
     *
     * @param name our name for it, lower case
     * @param version what the artifact holds; part of the cache folder's name
     * @param artifact Maven coordinates without classifier, for messages
     * @param folder resource folder of the artifact; below it one folder per platform
     * @param property system property that names the library file, or its folder, instead
     * @param variable environment variable that does the same
     * @param files per platform the file names, the library first, then what must lie beside it
     */
    record Description(
            String name,
            String version,
            String artifact,
            String folder,
            String property,
            String variable,
            Map<Platform, List<String>> files) {}

    private final Description description;
    private @Nullable LoadedLibrary loaded;

    NativeLibrary(Description description) {
        this.description = description;
    }

    Description description() {
        return description;
    }

    /** Our name for it, such as {@code onednn}. */
    public String name() {
        return description.name();
    }

    /**
     * Finds and opens the library, or answers what is open already. A failure is not remembered: the next call tries
     * again.
     *
     * @throws NativeException naming every place tried and the remedy
     */
    public synchronized LoadedLibrary load() {
        if (loaded == null) {
            loaded = open(LibrarySearch.ofThisProcess(description));
        }
        return loaded;
    }

    /** Whether {@link #load} or a symbol has opened it. */
    public synchronized boolean isLoaded() {
        return loaded != null;
    }

    /** The library's symbols, without opening it before the first one is asked for. */
    public SymbolLookup symbols() {
        return name -> load().symbols().find(name);
    }

    @SuppressWarnings(
            "restricted") // libraryLookup: runs the library's initialisers; the file is ours or named by the user
    static LoadedLibrary open(LibrarySearch search) {
        LibrarySearch.Found found = search.find();
        OpenMp.applyRequestedThreads(); // the runtime reads it when it is loaded
        try {
            SymbolLookup symbols = SymbolLookup.libraryLookup(found.file(), Arena.global());
            return new LoadedLibrary(found.file(), found.origin(), symbols);
        } catch (IllegalArgumentException e) {
            throw new NativeException(
                    "%s: cannot open %s (%s); the file is damaged, made for another platform, or lacks a library it needs (see ldd)"
                            .formatted(search.name(), found.file(), found.origin()),
                    e);
        }
    }
}
