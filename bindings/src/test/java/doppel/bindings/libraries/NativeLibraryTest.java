package doppel.bindings.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    Path folder;

    @Test
    void onednnIsOpenedOnceByAbsolutePath() {
        LoadedLibrary loaded = NativeLibrary.ONEDNN.load();
        assertTrue(loaded.file().isAbsolute());
        assertTrue(loaded.symbols().find("dnnl_version").isPresent());
        assertSame(loaded, NativeLibrary.ONEDNN.load());
        assertTrue(NativeLibrary.ONEDNN.isLoaded());
    }

    @Test
    void oneOpenMpRuntimeIsMapped() throws IOException {
        NativeLibrary.ONEDNN.load();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            List<String> runtimes = maps.filter(line -> line.contains("libgomp"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
            assertEquals(1, runtimes.size(), runtimes::toString);
        }
    }

    @Test
    void theNumberOfThreadsIsTakenFromTheProperty() throws Exception {
        assertEquals("3", inNewProcess("-Ddoppel.threads=3"));
        assertEquals("1", inNewProcess("-Ddoppel.threads=1"));
    }

    @Test
    void aNumberOfThreadsThatIsNoneIsNamed() throws Exception {
        String output = inNewProcess("-Ddoppel.threads=many");
        assertTrue(output.contains("system property doppel.threads: wanted 1 to 1024, got many"), output);
    }

    @Test
    void idleThreadsSoonSleepUnlessTheEnvironmentSaysOtherwise() throws Exception {
        String shown = "OMP_DISPLAY_ENV=verbose";
        assertTrue(inNewProcess("-Ddoppel.threads=2", shown).contains("GOMP_SPINCOUNT = '10000'"));
        assertTrue(
                inNewProcess("-Ddoppel.threads=2", shown, "GOMP_SPINCOUNT=77").contains("GOMP_SPINCOUNT = '77'"));
        assertTrue(inNewProcess("-Ddoppel.threads=2", shown, "OMP_WAIT_POLICY=passive")
                .contains("GOMP_SPINCOUNT = '0'"));
    }

    @Test
    void theLibraryIsUnpackedIntoTheNamedCache() throws Exception {
        Path cache = folder.resolve("cache");
        inNewProcess("-Ddoppel.threads=1");
        try (Stream<Path> files = Files.walk(cache)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            assertEquals(List.of("libdnnl.so.3", "libgomp.so.1"), names);
        }
    }

    /** Loads oneDNN and prints the number of threads. */
    static final class Loader {
        public static void main(String[] args) {
            NativeLibrary.ONEDNN.load();
            System.out.println(OpenMp.threads().orElseThrow());
        }
    }

    private String inNewProcess(String option, String... environment) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Loader.class.getName());
        builder.environment().put("DOPPEL_CACHE", folder.resolve("cache").toString());
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return Files.readString(out).strip();
    }
}
