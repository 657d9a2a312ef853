package doppel.app.mark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks in PNG and JPEG, checked byte by byte. */
class AiMarkPictureTest {
    private static final byte[] XMP_APP1 = Samples.latin("http://ns.adobe.com/xap/1.0/\0");

    @TempDir
    Path folder;

    @Test
    void aPngGetsOneUncompressedTextChunkBeforeItsPicture() throws IOException {
        byte[] before = Samples.image("png");
        byte[] after = marked("a.png", before);
        assertArrayEquals(Samples.pixels(before), Samples.pixels(after));
        int start = Samples.indexOf(after, Samples.latin("iTXt"), 0) - 4;
        int data = Samples.indexOf(before, Samples.latin("IDAT"), 0) - 4;
        assertEquals(data, start);
        int length = ByteBuffer.wrap(after).getInt(start);
        byte[] head = Samples.latin("XML:com.adobe.xmp\0\0\0\0\0<?xpacket begin=\"");
        assertArrayEquals(head, Arrays.copyOfRange(after, start + 8, start + 8 + head.length));
        CRC32 crc = new CRC32();
        crc.update(after, start + 4, 4 + length);
        assertEquals((int) crc.getValue(), ByteBuffer.wrap(after).getInt(start + 8 + length));
        assertArrayEquals(before, without(after, start, start + 12 + length));
        assertTrue(new String(after, start, length, UTF_8).contains(" ".repeat(99) + "\n"));
    }

    @Test
    void markingAPngAgainReplacesTheChunk() throws IOException {
        byte[] once = marked("a.png", Samples.image("png"));
        byte[] twice = marked("a.png", once);
        assertEquals(once.length, twice.length);
        assertEquals(1, Samples.count(twice, Samples.latin("XML:com.adobe.xmp\0")));
    }

    @Test
    void aCompressedChunkAfterThePictureIsMergedAndMoved() throws IOException {
        byte[] plain = Samples.image("png");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(packed)) {
            deflater.write(Samples.utf8(Samples.FOREIGN_XMP));
        }
        byte[] content = Samples.join(Samples.latin("XML:com.adobe.xmp\0\1\0\0\0"), packed.toByteArray());
        int end = plain.length - 12;
        byte[] file = Samples.join(
                Arrays.copyOf(plain, end), chunk("iTXt", content), Arrays.copyOfRange(plain, end, plain.length));
        byte[] after = marked("a.png", file);
        assertEquals(1, Samples.count(after, Samples.latin("iTXt")));
        assertTrue(Samples.indexOf(after, Samples.utf8("Anna &amp; Co"), 0)
                < Samples.indexOf(after, Samples.latin("IDAT"), 0));
        assertTrue(Samples.indexOf(after, Samples.utf8("Anna &amp; Co"), 0) > 0);
    }

    @Test
    void damagedXmpIsReplacedWithAWarning() throws IOException {
        byte[] plain = Samples.image("png");
        byte[] chunk = chunk("iTXt", Samples.latin("XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta broken"));
        Path file = Files.write(
                folder.resolve("a.png"),
                Samples.join(Arrays.copyOf(plain, 33), chunk, Arrays.copyOfRange(plain, 33, plain.length)));
        assertEquals(Optional.empty(), AiMark.read(file));
        AiMark.Result result = AiMark.mark(file, Samples.MARK);
        assertEquals(1, result.warnings().size());
        assertTrue(
                result.warnings().getFirst().contains("damaged"),
                result.warnings().toString());
        assertEquals(Optional.of(Samples.MARK), AiMark.read(file));
    }

    @Test
    void aTruncatedPngIsNamedAndStaysAsItIs() throws IOException {
        byte[] whole = Samples.image("png");
        for (int length : new int[] {8, 20, 33, 60, whole.length - 12, whole.length - 1}) {
            Path file = Files.write(folder.resolve("a.png"), Arrays.copyOf(whole, length));
            IOException e = assertThrows(IOException.class, () -> AiMark.mark(file, Samples.MARK));
            assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": cannot be marked, png: "), e.getMessage());
            assertArrayEquals(Arrays.copyOf(whole, length), Files.readAllBytes(file));
        }
    }

    @Test
    void aJpegGetsOneSegmentAfterItsJfifAndExif() throws IOException {
        byte[] plain = Samples.image("jpg");
        int app0 = 2 + 2 + (plain[4] & 0xFF) * 256 + (plain[5] & 0xFF);
        byte[] exif = segment(0xE1, Samples.latin("Exif\0\0MM"));
        byte[] comment = segment(0xFE, Samples.latin("hello"));
        byte[] before =
                Samples.join(Arrays.copyOf(plain, app0), exif, comment, Arrays.copyOfRange(plain, app0, plain.length));
        byte[] after = marked("a.jpg", before);
        assertArrayEquals(Samples.pixels(plain), Samples.pixels(after));
        int start = Samples.indexOf(after, XMP_APP1, 0) - 4;
        assertEquals(app0 + exif.length, start);
        assertEquals(0xFF, after[start] & 0xFF);
        assertEquals(0xE1, after[start + 1] & 0xFF);
        int end = start + 2 + ByteBuffer.wrap(after).getShort(start + 2);
        assertEquals('>', after[end - 1]);
        assertArrayEquals(before, without(after, start, end));
    }

    @Test
    void withoutOtherSegmentsTheMarkComesFirst() throws IOException {
        byte[] plain = Samples.image("jpg");
        int app0 = 2 + 2 + (plain[4] & 0xFF) * 256 + (plain[5] & 0xFF);
        byte[] bare = without(plain, 2, app0);
        byte[] after = marked("a.jpg", bare);
        assertEquals(6, Samples.indexOf(after, XMP_APP1, 0));
        assertArrayEquals(Samples.pixels(plain), Samples.pixels(after));
    }

    @Test
    void markingAJpegAgainReplacesTheSegmentAndKeepsForeignXmp() throws IOException {
        byte[] plain = Samples.image("jpg");
        byte[] foreign = segment(0xE1, Samples.join(XMP_APP1, Samples.utf8(Samples.FOREIGN_XMP)));
        byte[] end = {plain[plain.length - 2], plain[plain.length - 1]};
        byte[] once = marked(
                "a.jpg", Samples.join(Arrays.copyOf(plain, 2), foreign, Arrays.copyOfRange(plain, 2, plain.length)));
        byte[] twice = marked("a.jpg", once);
        assertEquals(once.length, twice.length);
        assertEquals(1, Samples.count(twice, XMP_APP1));
        assertTrue(Samples.indexOf(twice, Samples.utf8("Anna &amp; Co"), 0) > 0);
        assertArrayEquals(new byte[] {(byte) 0xFF, (byte) 0xD9}, end);
    }

    @Test
    void whatDoesNotFitIntoASegmentLosesThumbnailsThenFails() throws IOException {
        // the largest foreign packet that a segment holds: with the mark it is too large
        int room = 65504 - Samples.utf8(Samples.FOREIGN_XMP).length;
        byte[] after = marked("a.jpg", withXmp(withThumbnails(room - 100)));
        assertEquals(-1, Samples.indexOf(after, Samples.latin("AAAAAAAA"), 0));
        assertTrue(Samples.indexOf(after, Samples.utf8("Anna &amp; Co"), 0) > 0);

        // room for the mark, not for all of the padding
        byte[] kept = marked("b.jpg", withXmp(withThumbnails(room - 2500)));
        assertTrue(Samples.indexOf(kept, Samples.latin("AAAAAAAA"), 0) > 0);

        String tooLarge = Samples.FOREIGN_XMP.replace("At the sea", "B".repeat(room));
        Path file = Files.write(folder.resolve("c.jpg"), withXmp(tooLarge));
        byte[] before = Files.readAllBytes(file);
        IOException e = assertThrows(IOException.class, () -> AiMark.mark(file, Samples.MARK));
        assertTrue(String.valueOf(e.getMessage()).contains("at most 65504 fit"), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    private static String withThumbnails(int characters) {
        String thumbnails = "<xmp:Thumbnails>" + "A".repeat(characters) + "</xmp:Thumbnails>";
        return Samples.FOREIGN_XMP.replace("<dc:creator>", thumbnails + "<dc:creator>");
    }

    private byte[] marked(String name, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        AiMark.Result result = AiMark.mark(file, Samples.MARK);
        assertEquals(file, result.carrier());
        assertEquals(List.of(), result.warnings());
        assertEquals(Optional.of(Samples.MARK), AiMark.read(file));
        return Files.readAllBytes(file);
    }

    private static byte[] withXmp(String xmp) throws IOException {
        byte[] plain = Samples.image("jpg");
        byte[] app1 = segment(0xE1, Samples.join(XMP_APP1, Samples.utf8(xmp)));
        return Samples.join(Arrays.copyOf(plain, 2), app1, Arrays.copyOfRange(plain, 2, plain.length));
    }

    private static byte[] without(byte[] file, int from, int to) {
        return Samples.join(Arrays.copyOf(file, from), Arrays.copyOfRange(file, to, file.length));
    }

    private static byte[] segment(int marker, byte[] payload) {
        int length = payload.length + 2;
        return Samples.join(new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length}, payload);
    }

    private static byte[] chunk(String type, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(Samples.latin(type));
        crc.update(content);
        return Samples.join(
                ByteBuffer.allocate(4).putInt(content.length).array(),
                Samples.latin(type),
                content,
                ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
