package doppel.tensor.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    private Path file;
    private Path previous;
    private Kernels kernels;
    private TensorScope scope;
    private Tensor w;
    private Tensor m;

    @BeforeEach
    void open() {
        file = folder.resolve("model.safetensors");
        previous = folder.resolve("model.previous.safetensors");
        kernels = Backends.reference();
        scope = new TensorScope(kernels);
        w = scope.of(new Shape(2, 2), 1, 2, 3, 4);
        m = scope.of(new Shape(1), 5);
    }

    @AfterEach
    void close() {
        scope.close();
        kernels.close();
    }

    private void save(int iteration) throws IOException {
        w.upload(iteration, 2, 3, 4);
        Checkpoint.save(
                file, Map.of("w", w, "w/m", m), Map.of("iteration", "" + iteration, "options", "{\"a\": \"ü\"}"));
    }

    @Test
    void whatIsSavedIsRestored() throws IOException {
        save(7);
        w.upload(0, 0, 0, 0);
        m.upload(0);
        try (Checkpoint saved = Checkpoint.open(file)) {
            assertEquals(Map.of("iteration", "7", "options", "{\"a\": \"ü\"}"), saved.metadata());
            assertEquals("7", saved.metadata("iteration"));
            assertNull(saved.fault());
            saved.restore(Map.of("w", w, "w/m", m));
        }
        assertArrayEquals(new float[] {7, 2, 3, 4}, w.toFloats());
        assertArrayEquals(new float[] {5}, m.toFloats());
    }

    @Test
    void anyReaderOfTheFormatReadsIt() throws IOException {
        save(7);
        try (Safetensors saved = Safetensors.open(file)) {
            assertEquals("1", saved.metadata().get("doppel.checkpoint"));
            assertEquals(HostTensor.of(w), saved.tensor("w"));
        }
    }

    @Test
    void theChecksumIsThatOfTheFileWithZerosInItsPlace() throws IOException {
        save(7);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, ISO_8859_1);
        int at = text.indexOf("crc32c:") + 7;
        String digits = text.substring(at, at + 8);
        Arrays.fill(bytes, at, at + 8, (byte) '0');
        assertEquals(digits, "%08x".formatted(crc32c(bytes)));
    }

    /** Bit by bit, polynomial 0x1EDC6F41 reflected. Source: RFC 3720, appendix B.4. */
    private static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int i = 0; i < 8; i++) crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
        }
        return ~crc;
    }

    @Test
    void theOneBeforeIsKeptAndNothingElseLiesAbout() throws IOException {
        for (int i = 1; i <= 4; i++) save(i);
        assertEquals("4", iteration(file));
        assertEquals("3", iteration(previous));
        assertEquals(List.of("model.previous.safetensors", "model.safetensors"), names());
    }

    @Test
    void everyFlippedByteIsNoticed() throws IOException {
        save(7);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x01;
            Files.write(file, flipped);
            IOException e =
                    assertThrows(IOException.class, () -> Checkpoint.open(file).close(), "byte " + i);
            assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": "), e.getMessage());
        }
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        save(7);
        byte[] whole = Files.readAllBytes(file);
        for (int n = 0; n < whole.length; n++) {
            Files.write(file, Arrays.copyOf(whole, n));
            assertThrows(IOException.class, () -> Checkpoint.open(file).close(), "at " + n);
        }
    }

    @Test
    void aCorruptOneIsSaidToBeAndTheOneBeforeIsNamed() throws IOException {
        save(1);
        save(2);
        corrupt(file);
        IOException e =
                assertThrows(IOException.class, () -> Checkpoint.open(file).close());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(file + ": checkpoint is corrupt, its checksum should be crc32c:"), message);
        assertTrue(message.endsWith("; the one before it is " + previous), message);
    }

    @Test
    void theOneBeforeIsOpenedWhenAskedForAndSaysSo() throws IOException {
        save(1);
        save(2);
        corrupt(file);
        try (Checkpoint saved = Checkpoint.openOrPrevious(file)) {
            assertEquals("1", saved.metadata("iteration"));
            assertEquals(previous, saved.file());
            assertNotNull(saved.fault());
            assertTrue(String.valueOf(saved.fault().getMessage()).startsWith(file + ": checkpoint is corrupt"));
        }
        Files.delete(file);
        try (Checkpoint saved = Checkpoint.openOrPrevious(file)) {
            assertNotNull(saved.fault());
            assertEquals(file + ": cannot be read, no such file", saved.fault().getMessage());
        }
    }

    @Test
    void withoutEitherTheFaultOfTheCurrentOneIsThrown() throws IOException {
        IOException e = assertThrows(
                IOException.class, () -> Checkpoint.openOrPrevious(file).close());
        assertEquals(file + ": cannot be read, no such file", e.getMessage());
        assertEquals(1, e.getSuppressed().length);
    }

    @Test
    void aCorruptOneNeverTakesThePlaceOfTheOneBefore() throws IOException {
        save(1);
        save(2);
        corrupt(file);
        save(3);
        assertEquals("3", iteration(file));
        assertEquals("1", iteration(previous));
    }

    @Test
    void aKillBetweenKeepingAndReplacingIsMended() throws IOException {
        save(1);
        Files.createLink(previous, file); // what a kill at that moment leaves: both names on one file
        save(2);
        assertEquals("2", iteration(file));
        assertEquals("1", iteration(previous));
        save(3);
        assertEquals("2", iteration(previous));
        assertEquals(List.of("model.previous.safetensors", "model.safetensors"), names());
    }

    @Test
    void aFailedSaveLeavesBothAsTheyWere() throws IOException {
        save(1);
        save(2);
        Tensor released = scope.zeros(new Shape(1));
        released.release();
        assertThrows(IllegalStateException.class, () -> Checkpoint.save(file, Map.of("w", w, "z", released), Map.of()));
        assertEquals("2", iteration(file));
        assertEquals("1", iteration(previous));
        assertEquals(List.of("model.previous.safetensors", "model.safetensors"), names());
    }

    @Test
    void anotherSafetensorsFileAndAnotherVersionAreRefused() throws IOException {
        Safetensors.write(file, Map.of("w", HostTensor.of(w)), Map.of());
        assertEquals(
                file + ": not a checkpoint, its metadata has no doppel.checkpoint",
                assertThrows(IOException.class, () -> Checkpoint.open(file).close())
                        .getMessage());
        Safetensors.write(file, Map.of("w", HostTensor.of(w)), Map.of("doppel.checkpoint", "2"));
        assertEquals(
                file + ": checkpoint of version 2, this program reads 1",
                assertThrows(IOException.class, () -> Checkpoint.open(file).close())
                        .getMessage());
        Safetensors.write(file, Map.of("w", HostTensor.of(w)), Map.of("doppel.checkpoint", "1"));
        assertEquals(
                file + ": checkpoint without a checksum in its metadata",
                assertThrows(IOException.class, () -> Checkpoint.open(file).close())
                        .getMessage());
    }

    @Test
    void metadataThatLooksLikeTheChecksumDoesNotDisturbIt() throws IOException {
        Map<String, String> tricky = Map.of("a", "\"doppel.checksum\":\"crc32c:00000000\"");
        Checkpoint.save(file, Map.of("w", w), tricky);
        try (Checkpoint saved = Checkpoint.open(file)) {
            assertEquals(tricky, saved.metadata());
        }
    }

    @Test
    void ourOwnKeysAreReserved() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Checkpoint.save(file, Map.of("w", w), Map.of("doppel.checkpoint", "9")));
    }

    @Test
    void aTensorThatDoesNotFitIsNamedAndNothingIsChanged() throws IOException {
        save(7);
        w.upload(0, 0, 0, 0);
        Tensor other = scope.zeros(new Shape(2));
        try (Checkpoint saved = Checkpoint.open(file)) {
            assertEquals(
                    file + ": tensor w/m is f32 [1], wanted f32 [2]",
                    assertThrows(IOException.class, () -> saved.restore(Map.of("w", w, "w/m", other)))
                            .getMessage());
            assertEquals(
                    file + ": has no tensor x",
                    assertThrows(IOException.class, () -> saved.restore(Map.of("w", w, "x", m)))
                            .getMessage());
            assertEquals(
                    file + ": checkpoint has no seed",
                    assertThrows(IOException.class, () -> saved.metadata("seed"))
                            .getMessage());
        }
        assertArrayEquals(new float[4], w.toFloats());
    }

    private static String iteration(Path file) throws IOException {
        try (Checkpoint saved = Checkpoint.open(file)) {
            return saved.metadata("iteration");
        }
    }

    private static void corrupt(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 0x40;
        Files.delete(file); // another name may be on the same file
        Files.write(file, bytes);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }
}
