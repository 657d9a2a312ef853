package doppel.bindings.testing;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.libraries.NvidiaLibraries;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * NVIDIA's libraries and headers of CUDA 13, for tests that need them but no card. They are looked for where the
 * program itself looks, so {@code VIRTUAL_ENV} or {@code DOPPEL_CUDA} may name a Python that has NVIDIA's wheels; tests
 * are skipped, and say so, where there are none.
 */
public final class Wheels {
    private static final int MAJOR = 13;

    private Wheels() {}

    /** Skips the test if NVRTC, cuBLASLt or cuDNN is missing. Opens none of them. */
    public static void assumeThere() {
        for (NativeLibrary library : new NativeLibrary[] {
            NativeLibrary.NVRTC, NativeLibrary.CUBLASLT, NativeLibrary.CUBLAS, NativeLibrary.CUDNN
        }) {
            folder(library);
        }
    }

    /** Folder of CUDA's headers, beside that of its libraries; skips the test without them. */
    public static Path headers() {
        Path include = folder(NativeLibrary.NVRTC).resolveSibling("include");
        for (String file : new String[] {"cuda.h", "nvrtc.h", "cublasLt.h", "crt/host_defines.h", "nv/target"}) {
            boolean there = Files.isRegularFile(include.resolve(file))
                    || Files.isRegularFile(include.resolve("cccl").resolve(file));
            assumeTrue(there, include + " has no " + file + ": not checked");
        }
        return include;
    }

    /** Folder of cuDNN's headers; skips the test without them. */
    public static Path cudnnHeaders() {
        Path include = folder(NativeLibrary.CUDNN).resolveSibling("include");
        assumeTrue(Files.isRegularFile(include.resolve("cudnn.h")), include + " has no cudnn.h: not checked");
        return include;
    }

    /** The folder {@code nvidia} of a Python's packages; skips the test if the libraries come from elsewhere. */
    public static Path tree() {
        Path lib = folder(NativeLibrary.NVRTC);
        assumeTrue(lib.endsWith("nvidia/cu13/lib"), lib + " is not of a Python's wheels: not checked");
        return lib.resolve("../..").normalize();
    }

    private static Path folder(NativeLibrary library) {
        return NvidiaLibraries.locate(library, MAJOR)
                .map(Path::getParent)
                .orElseGet(() -> abort("no " + library.name() + " of CUDA " + MAJOR
                        + ": not tested against NVIDIA's libraries; name a Python with its wheels in DOPPEL_CUDA"));
    }
}
