package doppel.bindings.libraries;

import doppel.bindings.lifetime.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shared library we use and where it may lie. Opened at the first use of {@link #load} or of a symbol, by absolute
 * path, once per process.
 */
public final class NativeLibrary {
    static final Description ONEDNN_ARTIFACT = new Description(
            "onednn",
            "3.13.0",
            "org.bytedeco:dnnl:3.13-1.5.14",
            "org/bytedeco/dnnl",
            "doppel.onednn.path",
            "DOPPEL_ONEDNN",
            Map.of(Platform.LINUX_X86_64, List.of("libdnnl.so.3", "libgomp.so.1")));

    /** oneDNN, the CPU's convolutions and matrix products. Its OpenMP runtime lies beside it and is opened by it. */
    public static final NativeLibrary ONEDNN = new NativeLibrary(ONEDNN_ARTIFACT);

    /** The CUDA driver's own interface. */
    public static final NativeLibrary CUDA = new NativeLibrary(NvidiaLibrary.DRIVER);

    /** Compiles CUDA C++ at run time. */
    public static final NativeLibrary NVRTC = new NativeLibrary(NvidiaLibrary.NVRTC);

    /** Products of matrices with fused additions. */
    public static final NativeLibrary CUBLASLT = new NativeLibrary(NvidiaLibrary.CUBLASLT);

    /** Products of matrices, the older interface. */
    public static final NativeLibrary CUBLAS = new NativeLibrary(NvidiaLibrary.CUBLAS);

    /** Convolutions and what is fused with them. */
    public static final NativeLibrary CUDNN = new NativeLibrary(NvidiaLibrary.CUDNN);

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

    private final String name;
    private final Supplier<LoadedLibrary> opener;
    private @Nullable LoadedLibrary loaded;

    NativeLibrary(Description description) {
        name = description.name();
        opener = () -> open(LibrarySearch.ofThisProcess(description));
    }

    private NativeLibrary(NvidiaLibrary library) {
        name = library.title();
        opener = () -> NvidiaLibraries.open(library);
    }

    /** Our name for it, such as {@code onednn}. */
    public String name() {
        return name;
    }

    /**
     * Finds and opens the library, or answers what is open already. A failure is not remembered: the next call tries
     * again.
     *
     * @throws NativeException naming every place tried and the remedy
     */
    public synchronized LoadedLibrary load() {
        if (loaded == null) {
            loaded = opener.get();
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
        OpenMp.configure(); // the runtime reads the environment when it is loaded
        try {
            SymbolLookup symbols = SymbolLookup.libraryLookup(found.file(), Arena.global());
            return new LoadedLibrary(found.file(), found.origin(), symbols, List.of());
        } catch (IllegalArgumentException e) {
            throw new NativeException(
                    "%s: cannot open %s (%s); the file is damaged, made for another platform, or lacks a library it needs (see ldd)"
                            .formatted(search.name(), found.file(), found.origin()),
                    e);
        }
    }
}
