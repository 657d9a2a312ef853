package doppel.bindings.cuda;

import doppel.bindings.libraries.LoadedLibrary;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.lifetime.NativeException;
import java.nio.file.Path;
import java.util.List;

/** The CUDA driver of this machine. */
public final class Driver {
    private static final int OLDEST = 12_000;

    private Driver() {}

    /**
     * What was found.
     *
     * @param file the shared library
     * @param origin how it was found, in words for people
     * @param tried places looked at before
     * @param version the newest CUDA it serves, as 1000 * major + 10 * minor
     * @param devices how many cards it shows to this process
     */
    public record Report(Path file, String origin, List<String> tried, int version, int devices) {
        /** Such as {@code 13.0}. */
        public String versionText() {
            return version / 1000 + "." + version % 1000 / 10;
        }
    }

    /**
     * Opens the library, checks its version and starts it; may be called again.
     *
     * @throws NativeException naming every place tried, or the version found
     * @throws CudaException if the driver does not start, with the remedy where one is known
     */
    public static Report load() {
        // first of all: a generated function that fails to find its symbol stays broken for the life of the process
        LoadedLibrary library = NativeLibrary.CUDA.load();
        int version = CudaCalls.driverVersion();
        Report report = new Report(library.file(), library.origin(), library.tried(), version, 0);
        if (version < OLDEST) {
            throw new NativeException(
                    "cuda driver: wanted one for CUDA 12.0 or newer, got one for %s, %s; update it (525 or newer for CUDA 12, 580 for 13)"
                            .formatted(report.versionText(), library.file()));
        }
        CudaCalls.init();
        return new Report(library.file(), library.origin(), library.tried(), version, CudaCalls.deviceCount());
    }
}
