package doppel.bindings.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnednnTest {
    @TempDir
    Path folder;

    @Test
    void theReportSaysWhatWasFound() {
        Onednn.Report report = Onednn.load();
        assertTrue(Files.isRegularFile(report.file()), report.toString());
        assertTrue(report.version().startsWith("3."), report.toString());
        assertFalse(report.origin().isBlank());
        assertTrue(report.instructions().matches("(avx|sse).*"), report.toString());
        assertTrue(report.threads().orElseThrow() >= 1, report.toString());
    }

    @Test
    void bf16NeedsAvx512Bf16() {
        Onednn.Report report = Onednn.load();
        assertEquals(report.instructions().matches("avx512_core_(bf16|fp16|amx)"), report.bf16());
    }

    @Test
    void aMissingLibraryIsNamedAtEveryAttempt() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        List<String> lines = loadingTwice(nowhere);
        String expected =
                "onednn: environment variable DOPPEL_ONEDNN names %s, but there is no file %s nor %s; correct it or unset it"
                        .formatted(nowhere, nowhere, nowhere.resolve("libdnnl.so.3"));
        assertEquals(List.of(expected, expected), lines);
    }

    /** Loads oneDNN twice and prints what goes wrong. */
    static final class Twice {
        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println(Onednn.load());
                } catch (NativeException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private List<String> loadingTwice(Path library) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Twice.class.getName());
        builder.environment().put("DOPPEL_ONEDNN", library.toString());
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        return Files.readAllLines(out);
    }
}
