package doppel.app.dfl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files that DeepFaceLab itself wrote; tests that want them are skipped where there are none. */
final class SharedFixtures {
    private SharedFixtures() {}

    /** A path below {@code fixtures/deepfacelab}. */
    static Path deepFaceLab(String name) {
        String shared = System.getProperty("doppel.shared", "../../shared");
        Path path = Path.of(shared, "fixtures", "deepfacelab", name);
        assumeTrue(
                Files.exists(path),
                path.toAbsolutePath().normalize() + " is not here: files of DeepFaceLab are not tested");
        return path;
    }
}
