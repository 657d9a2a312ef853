package doppel.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("a.bin");
    }

    private static void write(Path file, int... bytes) throws IOException {
        AtomicFile.write(file, out -> {
            for (int b : bytes) AtomicFile.writeFully(out, ByteBuffer.wrap(new byte[] {(byte) b}));
        });
    }

    @Test
    void aFileHoldsTheContentAndNothingLiesBesideIt() throws IOException {
        write(file, 1, 2);
        write(file, 3);
        assertArrayEquals(new byte[] {3}, Files.readAllBytes(file));
        assertEquals(List.of("a.bin"), names());
    }

    @Test
    void theOldContentStaysUntilTheNewOneIsWhole() throws IOException {
        write(file, 1);
        AtomicFile.write(file, out -> {
            AtomicFile.writeFully(out, ByteBuffer.allocate(1 << 16));
            assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
        });
        assertEquals(1 << 16, Files.size(file));
    }

    @Test
    void aFailingWriterLeavesTheOldFileAndNoSibling() throws IOException {
        write(file, 1);
        IOException own = new IOException("source broke");
        assertSame(
                own,
                assertThrows(
                        IOException.class,
                        () -> AtomicFile.write(file, out -> {
                            AtomicFile.writeFully(out, ByteBuffer.allocate(100));
                            throw own;
                        })));
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
        assertEquals(List.of("a.bin"), names());
    }

    @Test
    void aProductionGetsASiblingWithTheSameSuffix() throws IOException {
        AtomicFile.produce(file, part -> {
            assertTrue(part.toString().endsWith(".part.bin"), part.toString());
            assertEquals(folder, part.getParent());
            Files.write(part, new byte[] {7});
        });
        assertArrayEquals(new byte[] {7}, Files.readAllBytes(file));
        IOException e = assertThrows(IOException.class, () -> AtomicFile.produce(file, part -> {}));
        assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": cannot be written, "), e.getMessage());
    }

    @Test
    void aMissingFolderAndAFolderInThePlaceOfTheFileAreNamed() throws IOException {
        Path inNone = folder.resolve("no/a.bin");
        assertEquals(
                inNone + ": cannot be written, its folder does not exist",
                assertThrows(IOException.class, () -> write(inNone, 1)).getMessage());
        Files.createDirectory(file);
        assertEquals(
                file + ": cannot be written, it is a folder",
                assertThrows(IOException.class, () -> write(file, 1)).getMessage());
        assertTrue(Files.isDirectory(file));
    }

    @Test
    void aFullDiskIsNamedWithTheFile() {
        // /dev/full takes every open and refuses every byte, with the error that a full disk gives
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full on this system: the full-disk message is not tested");
        IOException e = assertThrows(
                IOException.class,
                () -> AtomicFile.write(file, out -> {
                    try (FileChannel device = FileChannel.open(full, StandardOpenOption.WRITE)) {
                        AtomicFile.writeFully(device, ByteBuffer.allocate(1));
                    } catch (IOException noSpace) {
                        throw AtomicFile.cannotWrite(file, noSpace);
                    }
                }));
        assertEquals(file + ": cannot be written, No space left on device", e.getMessage());
        assertFalse(Files.exists(file));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }
}
