package doppel.bindings.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The C compiler, for tests that ask it or build a library to test with. */
public final class Gcc {
    private static final int SECONDS = 300;

    private Gcc() {}

    /** Skips the test if there is no gcc. */
    public static void assumeThere(String otherwise) {
        assumeTrue(isThere(), "gcc is not installed: " + otherwise);
    }

    private static boolean isThere() {
        try {
            return new ProcessBuilder("gcc", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a command in a folder; what it printed. Fails the test if it fails. */
    public static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, () -> String.join(" ", command) + " took more than " + SECONDS + " s");
        String text = Files.readString(out);
        assertEquals(0, process.exitValue(), text);
        return text;
    }
}
