package doppel.bindings.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * NVIDIA's Python wheels, for tests that need its libraries or headers but no card. Named as for the program itself, by
 * {@code -Ddoppel.cuda.path} or {@code DOPPEL_CUDA}; without them such tests are skipped.
 */
public final class Wheels {
    private Wheels() {}

    /** The folder {@code nvidia} of a Python's packages; skips the test if none is named. */
    public static Path tree() {
        String named = System.getProperty("doppel.cuda.path", System.getenv().getOrDefault("DOPPEL_CUDA", ""));
        Path tree = Path.of("");
        for (String folder : named.split(File.pathSeparator, -1)) {
            for (Path one : new Path[] {Path.of(folder), Path.of(folder, "nvidia")}) {
                if (!folder.isEmpty() && Files.isDirectory(one.resolve("cu13"))) tree = one;
            }
        }
        assumeTrue(
                Files.isDirectory(tree.resolve("cu13/lib")),
                "DOPPEL_CUDA names no tree of NVIDIA's wheels of CUDA 13: not tested against its libraries");
        return tree;
    }

    /** Folder of CUDA's headers; skips the test without them. */
    public static Path headers() {
        Path include = tree().resolve("cu13/include");
        for (String file : new String[] {"cuda.h", "nvrtc.h", "cublasLt.h", "crt/host_defines.h", "nv/target"}) {
            assumeTrue(Files.isRegularFile(include.resolve(file)), include + " has no " + file + ": not checked");
        }
        return include;
    }
}
