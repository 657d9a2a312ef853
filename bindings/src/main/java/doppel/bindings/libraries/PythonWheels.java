package doppel.bindings.libraries;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the Python on the path, once, where its wheels of NVIDIA's lie. */
final class PythonWheels {
    private static final String QUESTION = "import nvidia, os; print(os.pathsep.join(nvidia.__path__))";
    private static final int SECONDS = 2;

    private static @Nullable List<Path> known;

    private PythonWheels() {}

    /** Folders {@code nvidia}; none if there is no Python, it has no such wheels, or it takes more than two seconds. */
    static synchronized List<Path> folders() {
        if (known == null) known = ask();
        return known;
    }

    private static List<Path> ask() {
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return List.of(); // no Python
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) return List.of();
            String answer = new String(process.getInputStream().readNBytes(1 << 16), UTF_8).strip();
            return Arrays.stream(answer.split(File.pathSeparator, -1))
                    .filter(path -> !path.isEmpty())
                    .map(Path::of)
                    .toList();
        } catch (IOException | InvalidPathException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            process.destroyForcibly();
        }
    }
}
