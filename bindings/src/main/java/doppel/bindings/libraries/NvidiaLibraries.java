package doppel.bindings.libraries;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import doppel.bindings.lifetime.NativeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's libraries in this process. NVRTC, cuBLAS and cuDNN must be of one major version of CUDA; it is chosen once:
 * the newest that the driver can serve and whose NVRTC is found. Each library is opened after those it needs: NVRTC
 * after its built-ins, which it asks for by name; cuDNN after driver, NVRTC and cuBLASLt, so that it takes those.
 */
public final class NvidiaLibraries {
    private static final List<Integer> MAJORS = List.of(13, 12);

    private static @Nullable Integer chosen;

    private NvidiaLibraries() {}

    /** The major version of CUDA whose libraries this process uses: 12 or 13. */
    public static synchronized int major() {
        if (chosen == null) {
            chosen = choose(
                    driverVersion(), major -> search(NvidiaLibrary.NVRTC, major).find());
        }
        return chosen;
    }

    /**
     * Where a library of NVIDIA's lies, found as {@link NativeLibrary#load} finds it, but without opening anything or
     * asking the driver; empty if it is nowhere, or known to the system alone.
     *
     * @param major version of CUDA: 12 or 13
     * @throws NativeException if a place named for this very library holds none
     */
    public static Optional<Path> locate(NativeLibrary library, int major) {
        LibrarySearch.Found found =
                search(NvidiaLibrary.of(library.name()), major).find().found();
        return Optional.ofNullable(found).map(LibrarySearch.Found::file).filter(Path::isAbsolute);
    }

    /** Where NVIDIA's shared objects with a name come from that this process has mapped; empty off Linux. */
    public static List<Path> mapped(String prefix) {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.map(line -> line.indexOf('/') < 0 ? "" : line.substring(line.indexOf('/')))
                    .filter(file -> file.substring(file.lastIndexOf('/') + 1).startsWith(prefix))
                    .map(Path::of)
                    .distinct()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * @param driver as the driver says: 1000 * major + 10 * minor, 0 if there is none
     * @param nvrtc searches for the NVRTC of a major version
     */
    static int choose(int driver, IntFunction<NvidiaSearch.Result> nvrtc) {
        List<Integer> served = MAJORS.stream()
                .filter(major -> driver == 0 || driver >= 1000 * major)
                .toList();
        if (served.isEmpty()) return MAJORS.getLast();
        for (int major : served) {
            if (nvrtc.apply(major).found() != null) return major;
        }
        return served.getFirst();
    }

    static LoadedLibrary open(NvidiaLibrary library) {
        Platform platform = Platform.current();
        if (platform != Platform.LINUX_X86_64) {
            throw new NativeException("%s: no bindings for %s, only for %s; use --device cpu"
                    .formatted(library.title(), platform, Platform.LINUX_X86_64));
        }
        openBefore(library);
        int major = library == NvidiaLibrary.DRIVER ? MAJORS.getFirst() : major();
        NvidiaSearch.Result result = search(library, major).find();
        LibrarySearch.Found found = result.found();
        if (found == null)
            throw NvidiaSearch.missing(
                    library, major, library == NvidiaLibrary.DRIVER ? 0 : driverVersion(), result.tried());
        if (library == NvidiaLibrary.NVRTC) openBuiltins(found.file(), major);
        SymbolLookup symbols = lookup(library.title(), found);
        Path file = found.file();
        if (!file.isAbsolute()) {
            file = mapped(file.toString()).stream().findFirst().orElse(file);
            if (library == NvidiaLibrary.NVRTC) openBuiltins(file, major);
        }
        return new LoadedLibrary(file, found.origin(), symbols, result.tried());
    }

    private static void openBefore(NvidiaLibrary library) {
        switch (library) {
            case DRIVER, NVRTC, CUBLASLT -> {}
            case CUBLAS -> NativeLibrary.CUBLASLT.load();
            case CUDNN -> {
                openIfThere(NativeLibrary.CUDA);
                openIfThere(NativeLibrary.NVRTC);
                openIfThere(NativeLibrary.CUBLASLT);
            }
        }
    }

    private static void openIfThere(NativeLibrary library) {
        try {
            library.load();
        } catch (NativeException e) {
            // cuDNN does much without it, and says itself what it cannot do
        }
    }

    /** Without them by path, every compilation fails: NVRTC opens them by name and knows no folder. */
    private static void openBuiltins(Path nvrtc, int major) {
        Path folder = nvrtc.getParent();
        if (folder == null) return;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "libnvrtc-builtins.so." + major + ".*")) {
            for (Path file : files) lookup("nvrtc", new LibrarySearch.Found(file, "beside " + nvrtc));
        } catch (IOException e) {
            throw new NativeException("nvrtc: cannot list " + folder, e);
        }
    }

    private static NvidiaSearch search(NvidiaLibrary library, int major) {
        return new NvidiaSearch(
                library,
                major,
                System::getProperty,
                System::getenv,
                PythonWheels::folders,
                NvidiaSearch.SYSTEM_FOLDERS,
                NvidiaLibraries::isKnownToSystem);
    }

    @SuppressWarnings("restricted") // libraryLookup: the file is NVIDIA's, or named by the user
    private static SymbolLookup lookup(String title, LibrarySearch.Found found) {
        try {
            return found.file().isAbsolute()
                    ? SymbolLookup.libraryLookup(found.file(), Arena.global())
                    : SymbolLookup.libraryLookup(found.file().toString(), Arena.global());
        } catch (IllegalArgumentException e) {
            throw new NativeException(
                    "%s: cannot open %s (%s); the file is damaged, made for another platform, or lacks a library it needs (see ldd)"
                            .formatted(title, found.file(), found.origin()),
                    e);
        }
    }

    @SuppressWarnings("restricted") // libraryLookup: as above
    private static boolean isKnownToSystem(String file) {
        try (Arena probe = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(file, probe);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** 0 if there is no driver. */
    @SuppressWarnings("restricted") // downcallHandle: CUresult cuDriverGetVersion(int *), which needs no start
    private static int driverVersion() {
        SymbolLookup driver;
        try {
            driver = NativeLibrary.CUDA.load().symbols();
        } catch (NativeException e) {
            return 0; // who needs the driver will be told
        }
        try (Arena call = Arena.ofConfined()) {
            MemorySegment version = call.allocate(JAVA_INT);
            var function = Linker.nativeLinker()
                    .downcallHandle(driver.findOrThrow("cuDriverGetVersion"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
            return (int) function.invokeExact(version) == 0 ? version.get(JAVA_INT, 0) : 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }
}
