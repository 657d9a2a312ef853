package doppel.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run on a card as far as it goes without one. */
class CardRunTest {
    private static final Path SCRIPTS = Path.of("..", "scripts");

    @TempDir
    Path folder;

    @Test
    void everyBlockRunsDry() throws Exception {
        Path out = folder.resolve("out");
        // a Python that is none: PyTorch would take longer than all the rest
        int code = CardRun.run(List.of(out.toString(), SCRIPTS.toString(), "true", "--dry"));
        List<Map<String, Object>> lines = Files.readAllLines(out.resolve("results.jsonl")).stream()
                .map(Json::parse)
                .toList();
        assertEquals(0, code, lines::toString);
        Set<Object> done = lines.stream()
                .filter(line -> "done".equals(line.get("status")))
                .map(line -> line.get("block"))
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "discover",
                        "ceilings",
                        "kernels",
                        "launches",
                        "sites",
                        "step",
                        "loss curve",
                        "throughput",
                        "peer",
                        "site speed",
                        "fused speed",
                        "sites tf32"),
                done);
        List<String> summary = Files.readAllLines(out.resolve("summary.txt"));
        assertTrue(summary.stream().anyMatch(line -> line.startsWith("df-128")), summary::toString);
    }

    @Test
    void withoutACardItSaysWhatWasLookedForAndEndsWithOne() throws Exception {
        assumeFalse(Backends.examine(new Device.Cuda(0)).isUsable(), "skipped: there is a card");
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(1, CardRun.run(List.of(folder.resolve("none").toString(), SCRIPTS.toString(), "python3")));
        } finally {
            System.setErr(before);
        }
        String text = said.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("gpu-run: no card"), text);
        for (String wanted : List.of("driver", "nvrtc", "cublaslt", "cudnn")) assertTrue(text.contains(wanted), text);
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @Test
    void wrongArgumentsAreUsage() throws Exception {
        assertEquals(2, CardRun.run(List.of("out")));
        assertEquals(2, CardRun.run(List.of("out", "home", "python3", "--device")));
    }

    @Test
    void scriptsParse() throws IOException, InterruptedException {
        for (String script : List.of("gpu-pack.sh", "gpu-run.sh")) {
            Process bash = new ProcessBuilder(
                            "bash", "-n", SCRIPTS.resolve(script).toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, bash.waitFor(), said);
        }
    }
}
