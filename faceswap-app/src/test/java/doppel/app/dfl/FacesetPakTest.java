package doppel.app.dfl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.SharedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacesetPakTest {
    @TempDir
    Path folder;

    @Test
    void theFacesOfDeepFaceLabsPackAreItsFiles() throws IOException {
        try (FacesetPak pak = FacesetPak.open(SharedFolder.file("fixtures/deepfacelab/faceset.pak"))) {
            assertEquals(10, pak.faces().size());
            for (int i = 0; i < 10; i++) {
                PackedFace face = pak.faces().get(i);
                Path file = SharedFolder.file("fixtures/deepfacelab/faceset/" + face.fileName());
                assertArrayEquals(Files.readAllBytes(file), pak.jpeg(i));
                FaceMetadata inside = FaceJpeg.read(file).orElseThrow();
                assertEquals(inside.landmarks(), face.metadata().landmarks());
                assertEquals(inside.faceType(), face.metadata().faceType());
                assertEquals(inside.polygons(), face.metadata().polygons());
                assertEquals(inside.eyebrowsExpandMod(), face.metadata().eyebrowsExpandMod());
                assertEquals(inside.sourceFileName(), face.metadata().sourceFileName());
                assertArrayEquals(inside.xsegMask(), face.metadata().xsegMask());
                assertEquals("", face.personName());
                assertEquals(256, face.width());
                assertEquals(256, face.height());
            }
        }
    }

    @Test
    void aPackMadeHereEqualsDeepFaceLabsInAllButTheSpellingOfItsTable() throws IOException {
        Path original = SharedFolder.file("fixtures/deepfacelab/faceset.pak");
        Path copy = folder.resolve("faceset.pak");
        FacesetPak.write(copy, sources(""));
        byte[] ours = Files.readAllBytes(copy);
        byte[] theirs = Files.readAllBytes(original);
        assertEquals(Pickle.read(table(theirs), PickleLimits.FACESET), Pickle.read(table(ours), PickleLimits.FACESET));
        int n = 10;
        int ourOffsets = 16 + table(ours).length;
        int theirOffsets = 16 + table(theirs).length;
        for (int i = 0; i < n; i++)
            assertEquals(little(theirs, theirOffsets + 8 * i), little(ours, ourOffsets + 8 * i));
        assertEquals(ours.length, little(ours, ourOffsets + 8 * n));
        assertArrayEquals(
                Arrays.copyOfRange(theirs, theirOffsets + 8 * (n + 1), theirs.length),
                Arrays.copyOfRange(ours, ourOffsets + 8 * (n + 1), ours.length));
    }

    @Test
    void personsAreKept() throws IOException {
        Path copy = folder.resolve("faceset.pak");
        FacesetPak.write(copy, sources("anna"));
        try (FacesetPak pak = FacesetPak.open(copy)) {
            assertEquals("anna", pak.faces().getFirst().personName());
        }
    }

    @Test
    void aPictureWithoutMetadataIsNotPacked() throws IOException {
        byte[] plain = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xDA, 0, 2, (byte) 0xFF, (byte) 0xD9};
        Path face = Files.write(folder.resolve("a.jpg"), plain);
        Path pak = folder.resolve("faceset.pak");
        IOException e =
                assertThrows(IOException.class, () -> FacesetPak.write(pak, List.of(new FacesetPak.Source(face, ""))));
        assertTrue(String.valueOf(e.getMessage()).startsWith(face + ": no face metadata"), e.getMessage());
        assertTrue(Files.notExists(pak));
    }

    @Test
    void otherVersionsWrongLengthsAndTruncationsAreNamed() throws IOException {
        byte[] good = Files.readAllBytes(SharedFolder.file("fixtures/deepfacelab/faceset.pak"));
        int offsets = 16 + table(good).length;
        assertRefused(with(good, 0, 2), "version 2");
        assertRefused(with(good, 8, Long.MAX_VALUE), "a table of");
        assertRefused(with(good, 8, -1), "a table of");
        assertRefused(with(good, offsets + 8, Long.MAX_VALUE), "offset");
        assertRefused(with(good, offsets + 16, 5), "offset");
        for (int length : new int[] {0, 7, 15, 16, 1000, offsets, offsets + 87})
            assertRefused(Arrays.copyOf(good, length), "");
    }

    @Test
    void namesThatLeaveTheFolderAreRefused() {
        for (String name : List.of("../a.jpg", "/a.jpg", "a\\b.jpg", "", "..", "C:a.jpg", "a\nb.jpg"))
            assertThrows(IOException.class, () -> PackTable.fileName(name, "filename"), name);
    }

    private void assertRefused(byte[] content, String part) throws IOException {
        Path file = Files.write(folder.resolve("bad.pak"), content);
        IOException e =
                assertThrows(IOException.class, () -> FacesetPak.open(file).close());
        assertNotNull(e.getMessage());
        assertTrue(e.getMessage().startsWith(file.toString()) && e.getMessage().contains(part), e.getMessage());
    }

    private static List<FacesetPak.Source> sources(String person) throws IOException {
        try (Stream<Path> files = Files.list(SharedFolder.file("fixtures/deepfacelab/faceset"))) {
            return files.sorted().map(f -> new FacesetPak.Source(f, person)).toList();
        }
    }

    private static byte[] with(byte[] file, int at, long value) {
        byte[] out = file.clone();
        ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
        return out;
    }

    private static long little(byte[] file, int at) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    private static byte[] table(byte[] file) {
        return Arrays.copyOfRange(file, 16, 16 + (int) little(file, 8));
    }
}
