package doppel.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongTrainingTest {
    private static final int STEPS = 10_000;
    private static final int INTERVAL = 2_000;
    /** For what the JVM compiles and the C library keeps; a step that lost a page would take more. */
    private static final long SLACK_KIBIBYTES = 24 << 10;

    @TempDir
    Path folder;

    @Test
    void tenThousandStepsLeaveTheBooksAndTheProcessAsTheyWere() throws Exception {
        List<String[]> books = train();
        assertEquals(STEPS / INTERVAL, books.size());
        String[] warm = books.getFirst();
        long resident = Long.parseLong(warm[6]);
        for (String[] later : books) {
            String line = String.join(" ", later) + ", after warming up " + String.join(" ", warm);
            assertEquals(List.of(warm).subList(2, 6), List.of(later).subList(2, 6), line);
            assertTrue(Long.parseLong(later[6]) < resident + SLACK_KIBIBYTES, line);
        }
    }

    /** In a JVM whose heap is resident from the start, so that what grows is native. */
    private List<String[]> train() throws Exception {
        Path out = folder.resolve("out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:+AlwaysPreTouch",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                LongTraining.class.getName(),
                String.valueOf(STEPS),
                String.valueOf(INTERVAL)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(10, TimeUnit.MINUTES), "still training");
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(out);
        assertEquals(0, process.exitValue(), output);
        return output.lines()
                .filter(line -> line.startsWith("books "))
                .map(line -> line.split(" "))
                .toList();
    }

    /** All of this process, whether its modules are named or not. */
    private static String classPath() throws Exception {
        String name = LongTraining.class.getSimpleName() + ".class";
        URI file = Objects.requireNonNull(LongTraining.class.getResource(name)).toURI();
        Path tests = Path.of(file).resolve("../../../..").normalize(); // above doppel/nn
        String modules = System.getProperty("jdk.module.path", "");
        String paths =
                String.join(File.pathSeparator, tests.toString(), modules, System.getProperty("java.class.path"));
        return String.join(
                File.pathSeparator,
                Arrays.stream(paths.split(File.pathSeparator))
                        .filter(p -> !p.isEmpty())
                        .toList());
    }
}
