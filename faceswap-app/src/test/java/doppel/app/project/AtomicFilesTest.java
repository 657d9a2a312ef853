package doppel.app.project;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void aNewFileHoldsTheContentAndNothingLiesBesideIt() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFiles.write(file, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
        assertEquals(List.of("a.bin"), names());
    }

    @Test
    void theOldContentStaysReadableUntilTheNewOneIsWhole() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFiles.write(file, new byte[] {1});
        AtomicFiles.write(file, out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
        });
        assertEquals(1 << 20, Files.size(file));
    }

    @Test
    void aFailingWriterLeavesTheOldFileAndNoSibling() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFiles.write(file, new byte[] {1});
        IOException own = new IOException("source broke");
        IOException thrown = assertThrows(
                IOException.class,
                () -> AtomicFiles.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw own;
                }));
        assertSame(own, thrown);
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
        assertEquals(List.of("a.bin"), names());
    }

    @Test
    void aProductionGetsASiblingWithTheSameSuffix() throws IOException {
        Path file = folder.resolve("clip.mp4");
        AtomicFiles.produce(file, part -> {
            assertTrue(part.toString().endsWith(".mp4"), part.toString());
            assertEquals(folder, part.getParent());
            Files.write(part, new byte[] {7});
        });
        assertArrayEquals(new byte[] {7}, Files.readAllBytes(file));
        assertEquals(List.of("clip.mp4"), names());
    }

    @Test
    void aProductionThatMakesNothingIsAnErrorThatNamesTheFile() {
        Path file = folder.resolve("clip.mp4");
        IOException e = assertThrows(IOException.class, () -> AtomicFiles.produce(file, part -> {}));
        assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": cannot be written"), e.getMessage());
    }

    @Test
    void aMissingFolderIsNamed() {
        Path file = folder.resolve("no/a.bin");
        IOException e = assertThrows(IOException.class, () -> AtomicFiles.write(file, new byte[1]));
        assertEquals(file + ": cannot be written, its folder does not exist", e.getMessage());
    }

    @Test
    void aFolderIsNotOverwritten() throws IOException {
        Path file = Files.createDirectory(folder.resolve("a"));
        IOException e = assertThrows(IOException.class, () -> AtomicFiles.write(file, new byte[1]));
        assertEquals(file + ": cannot be written, it is a folder", e.getMessage());
        assertTrue(Files.isDirectory(file));
    }

    @Test
    void aFullDiskIsNamedWithTheFile() throws IOException {
        // /dev/full takes every open and refuses every byte, with the error that a full disk gives
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full on this system: the full-disk message is not tested");
        Path file = folder.resolve("a.bin");
        IOException e = assertThrows(
                IOException.class,
                () -> AtomicFiles.write(file, out -> {
                    try (var device = Files.newOutputStream(full)) {
                        device.write(1);
                    } catch (IOException noSpace) {
                        throw AtomicFiles.cannotWrite(file, noSpace);
                    }
                }));
        assertEquals(file + ": cannot be written, No space left on device", e.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void leftoversOfAKilledProcessAreRemovedAndOtherFilesStay() throws IOException {
        Files.write(folder.resolve(".a.bin.12-1.part"), new byte[1]);
        Files.write(folder.resolve(".clip.mp4.12-2.part.mp4"), new byte[1]);
        Files.write(folder.resolve("b.part"), new byte[1]);
        assertEquals(2, AtomicFiles.removeLeftovers(folder));
        assertEquals(List.of("b.part"), names());
        assertEquals(0, AtomicFiles.removeLeftovers(folder.resolve("no")));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }
}
