package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path folder;

    @Test
    void whatWasPutIsFoundUnderTheSamePartsAlone() throws IOException {
        var cache = new DiskCache(folder.resolve("new"));
        cache.put("cubin", List.of("a", "b"), CONTENT);
        assertArrayEquals(CONTENT, cache.get("cubin", List.of("a", "b")).orElseThrow());
        assertTrue(cache.get("cubin", List.of("ab")).isEmpty());
        assertTrue(cache.get("cubin", List.of("a", "b", "")).isEmpty());
        assertTrue(cache.get("ptx", List.of("a", "b")).isEmpty());
        try (var files = Files.list(folder.resolve("new"))) {
            assertEquals(1, files.count(), "nothing but the file itself is left");
        }
    }

    @Test
    void aDamagedFileIsNotTakenAndIsReplaced() throws IOException {
        var cache = new DiskCache(folder);
        cache.put("cubin", List.of("a"), CONTENT);
        Path file;
        try (var files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1]++;
        Files.write(file, bytes);
        assertTrue(cache.get("cubin", List.of("a")).isEmpty());
        Files.write(file, new byte[5]);
        assertTrue(cache.get("cubin", List.of("a")).isEmpty());
        cache.put("cubin", List.of("a"), CONTENT);
        assertArrayEquals(CONTENT, cache.get("cubin", List.of("a")).orElseThrow());
    }

    @Test
    void aFolderThatCannotBeMadeCostsNothingButTime() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        var cache = new DiskCache(file.resolve("below"));
        cache.put("cubin", List.of("a"), CONTENT);
        assertTrue(cache.get("cubin", List.of("a")).isEmpty());
    }
}
