package doppel.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    @TempDir
    Path folder;

    private static Map<String, HostTensor> some() {
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        arrays.put("weights", HostTensor.of(new Shape(2, 2), 1f, 2f, 3f, 4f));
        arrays.put("a/b:0", HostTensor.of(new Shape(), 5));
        return arrays;
    }

    @Test
    void whatIsWrittenIsReadBackInOrder() throws IOException {
        Path stored = folder.resolve("s.npz");
        Path deflated = folder.resolve("d.npz");
        Npz.write(stored, some());
        Npz.writeCompressed(deflated, some());
        for (Path file : List.of(stored, deflated)) {
            assertEquals(some(), Npz.read(file));
            assertEquals(List.of("weights", "a/b:0"), List.copyOf(Npz.read(file).keySet()));
        }
        assertTrue(Files.size(deflated) < Files.size(stored));
    }

    @Test
    void theSameArraysGiveTheSameBytes() throws IOException {
        Npz.write(folder.resolve("1.npz"), some());
        Npz.write(folder.resolve("2.npz"), some());
        assertArrayEquals(Files.readAllBytes(folder.resolve("1.npz")), Files.readAllBytes(folder.resolve("2.npz")));
    }

    @Test
    void aBombIsRefusedBeforeItGoesOff() throws IOException {
        Path file = folder.resolve("bomb.npz");
        Npz.writeCompressed(file, Map.of("zeros", HostTensor.of(new Shape(1 << 20), new byte[1 << 20])));
        assertTrue(Files.size(file) < 5000);
        IOException e = assertThrows(IOException.class, () -> Npz.read(file, 1 << 19));
        assertEquals(file + ": zeros.npy: elements of shape [1048576] take over 524288 bytes", e.getMessage());
    }

    @Test
    void theLimitCountsAllArraysTogether() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.write(file, some());
        assertEquals(2, Npz.read(file, 20).size());
        assertThrows(IOException.class, () -> Npz.read(file, 19));
    }

    @Test
    void everyFlippedByteOfAStoredArrayIsNoticed() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.write(file, Map.of("x", HostTensor.of(new Shape(4), 1f, 2f, 3f, 4f)));
        byte[] whole = Files.readAllBytes(file);
        int data = 30 + "x.npy".length(); // after the local header of the one entry
        for (int i = 0; i < 128 + 16; i++) {
            byte[] flipped = whole.clone();
            flipped[data + i] ^= 0x10;
            Files.write(file, flipped);
            IOException e = assertThrows(IOException.class, () -> Npz.read(file), "byte " + i);
            assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": "), e.getMessage());
        }
    }

    @Test
    void aCutArchiveIsRefused() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.writeCompressed(file, some());
        byte[] whole = Files.readAllBytes(file);
        for (int n = 0; n < whole.length; n += 7) {
            Files.write(file, Arrays.copyOf(whole, n));
            IOException e = assertThrows(IOException.class, () -> Npz.read(file));
            assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": "), e.getMessage());
        }
    }

    @Test
    void otherFilesInTheArchiveAreRefused() throws IOException {
        Path file = folder.resolve("a.npz");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write(65);
        }
        IOException e = assertThrows(IOException.class, () -> Npz.read(file));
        assertEquals(file + ": readme.txt is no .npy array", e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("no.npz");
        assertEquals(
                file + ": cannot be read, no such file",
                assertThrows(IOException.class, () -> Npz.read(file)).getMessage());
    }
}
