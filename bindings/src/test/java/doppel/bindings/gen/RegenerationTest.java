package doppel.bindings.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.testing.Wheels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed sources are what the script makes of the headers, and nothing else. */
class RegenerationTest {
    @TempDir
    Path folder;

    @Test
    void generatingAgainChangesNothing() throws Exception {
        String jextract = System.getProperty("doppel.jextract", System.getenv("DOPPEL_JEXTRACT"));
        assumeTrue(
                jextract != null,
                "DOPPEL_JEXTRACT names no checkout of jextract: the bindings were not generated again");
        Path llvm = Path.of(System.getenv().getOrDefault("LLVM_HOME", "/usr/lib/llvm-14"));
        assumeTrue(Files.exists(llvm.resolve("lib/libclang.so.1")), llvm + " has no libclang: not generated again");
        List<String> command = new ArrayList<>(List.of("jextract/generate.sh", jextract));
        Wheels.headers();
        Process process = command(command).start();
        assertTrue(process.waitFor(15, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("log")));
        assertEquals(sources(Path.of("src/generated/java")), sources(folder.resolve("java")));
    }

    private ProcessBuilder command(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "CUDA_WHEELS", Wheels.tree().toString(),
                        "OUTPUT", folder.resolve("java").toString()));
        return builder;
    }

    private static Map<String, String> sources(Path root) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        assertTrue(texts.size() > 15, texts.keySet()::toString);
        return texts;
    }
}
