package doppel.bindings.cudnn;

import doppel.bindings.libraries.LoadedLibrary;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.libraries.NvidiaLibraries;
import doppel.bindings.lifetime.NativeException;
import java.nio.file.Path;
import java.util.List;

/** The cuDNN library of this process. */
public final class Cudnn {
    /** From here on graphs and plans need no handle and can be made for a card that is described. */
    static final int WITHOUT_HANDLE = 90_800;

    private static final int OLDEST = 90_100;

    private Cudnn() {}

    /**
     * What was found.
     *
     * @param file the shared library
     * @param origin how it was found, in words for people
     * @param tried places looked at before
     * @param version as 10000 * major + 100 * minor + patch
     * @param cuda version of CUDA it was built for, as 1000 * major + 10 * minor
     * @param newestCard the greatest capability it knows, such as 121
     */
    public record Report(Path file, String origin, List<String> tried, int version, int cuda, int newestCard) {
        /** Such as {@code 9.24.0}. */
        public String versionText() {
            return version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
        }

        /** Whether plans can be made for a card that is described and not there. */
        public boolean isDevicelessPossible() {
            return version >= WITHOUT_HANDLE;
        }
    }

    /**
     * Opens the library and checks its version; needs no card and may be called again.
     *
     * @throws NativeException naming every place tried, or the version found
     */
    public static Report load() {
        LoadedLibrary library = NativeLibrary.CUDNN.load();
        int cuda = (int) CudnnCalls.cudartVersion();
        var report = new Report(
                library.file(),
                library.origin(),
                library.tried(),
                (int) CudnnCalls.version(),
                cuda,
                (int) CudnnCalls.maxDeviceVersion() / 10);
        if (report.version() < OLDEST) {
            throw new NativeException("cudnn: wanted 9.1 or newer, got %s, %s (%s)"
                    .formatted(report.versionText(), library.file(), library.origin()));
        }
        int wanted = NvidiaLibraries.major();
        if (cuda / 1000 != wanted) {
            throw new NativeException(
                    "cudnn: wanted the build for CUDA %d, got that for %d.%d, %s (%s); install nvidia-cudnn-cu%d"
                            .formatted(
                                    wanted, cuda / 1000, cuda % 1000 / 10, library.file(), library.origin(), wanted));
        }
        return report;
    }

    /** The files of cuDNN in use. */
    static List<Path> mapped() {
        return NvidiaLibraries.mapped("libcudnn");
    }
}
