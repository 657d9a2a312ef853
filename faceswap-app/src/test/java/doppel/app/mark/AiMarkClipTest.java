package doppel.app.mark;

import static doppel.app.mark.Samples.box;
import static doppel.app.mark.Samples.fill;
import static doppel.app.mark.Samples.join;
import static doppel.app.mark.Samples.largeBox;
import static doppel.app.mark.Samples.latin;
import static doppel.app.mark.Samples.openBox;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks in MP4, checked byte by byte. */
class AiMarkClipTest {
    private static final byte[] XMP = HexFormat.of().parseHex("be7acfcb97a942e89c71999491e3afac");
    private static final byte[] FTYP = box("ftyp", latin("isom\0\0\2\0isomiso2avc1mp41"));
    private static final byte[] MOOV = box("moov", box("mvhd", fill(100)));

    @TempDir
    Path folder;

    @Test
    void theMarkIsTheLastBoxAndNothingBeforeItChanges() throws IOException {
        byte[] before = join(FTYP, MOOV, box("free"), box("mdat", fill(5000)));
        byte[] after = marked(before);
        assertArrayEquals(before, Arrays.copyOf(after, before.length));
        ByteBuffer box = ByteBuffer.wrap(after, before.length, after.length - before.length);
        assertEquals(after.length - before.length, box.getInt());
        assertEquals("uuid", text(box, 4));
        byte[] type = new byte[16];
        box.get(type);
        assertArrayEquals(XMP, type);
        assertTrue(text(box, box.remaining()).endsWith("<?xpacket end=\"w\"?>"));
    }

    @Test
    void markingAgainReplacesTheLastBox() throws IOException {
        byte[] once = marked(join(FTYP, box("mdat", fill(50)), MOOV));
        byte[] twice = marked(once);
        assertEquals(once.length, twice.length);
        assertEquals(1, Samples.count(twice, XMP));
    }

    @Test
    void anOlderMarkBeforeTheFramesBecomesFreeSpaceOfTheSameSize() throws IOException {
        byte[] old = box("uuid", XMP, Samples.utf8(Samples.FOREIGN_XMP));
        byte[] data = box("mdat", fill(300));
        byte[] after = marked(join(FTYP, old, MOOV, data));
        byte[] free = box("free", new byte[old.length - 8]);
        byte[] kept = join(FTYP, free, MOOV, data);
        assertArrayEquals(kept, Arrays.copyOf(after, kept.length));
        assertEquals(1, Samples.count(after, XMP));
        assertTrue(Samples.indexOf(after, Samples.utf8("Anna &amp; Co"), kept.length) > 0);
    }

    @Test
    void boxesOfOtherKindsWithAUuidStay() throws IOException {
        byte[] other = box("uuid", fill(16), fill(40));
        byte[] tiny = box("uuid", fill(3));
        byte[] before = join(FTYP, MOOV, other, tiny);
        assertArrayEquals(before, Arrays.copyOf(marked(before), before.length));
    }

    @Test
    void aLastBoxThatIsOpenTowardsTheEndGetsItsSize() throws IOException {
        byte[] content = fill(777);
        byte[] after = marked(join(FTYP, MOOV, openBox("mdat", content)));
        byte[] closed = join(FTYP, MOOV, box("mdat", content));
        assertArrayEquals(closed, Arrays.copyOf(after, closed.length));
        assertEquals("uuid", text(ByteBuffer.wrap(after, closed.length + 4, 4), 4));
    }

    @Test
    void boxesWithA64BitSizeAreFollowed() throws IOException {
        byte[] before = join(FTYP, largeBox("mdat", fill(999)), MOOV);
        assertArrayEquals(before, Arrays.copyOf(marked(before), before.length));
        byte[] large = join(FTYP, MOOV, largeBox("uuid", join(XMP, Samples.utf8(Samples.FOREIGN_XMP))));
        byte[] after = marked(large);
        assertEquals(1, Samples.count(after, XMP));
        assertTrue(Samples.indexOf(after, Samples.utf8("Anna &amp; Co"), 0) > 0);
    }

    @Test
    void aBoxThatReachesBeyondTheFileIsNamedAndTheFileStays() throws IOException {
        byte[] whole = join(FTYP, MOOV, box("mdat", fill(100)));
        assertRefused(Arrays.copyOf(whole, whole.length - 1), "box mdat at byte " + (FTYP.length + MOOV.length));
        assertRefused(join(whole, new byte[] {0, 0, 0}), "3 bytes after the last box");
        assertRefused(join(FTYP, MOOV, new byte[] {0, 0, 0, 7}, latin("free")), "box free");
        assertRefused(join(FTYP, MOOV, new byte[] {0, 0, 0, 1}, latin("mdat")), "box mdat");
        byte[] negative = largeBox("mdat", fill(8));
        Arrays.fill(negative, 8, 16, (byte) -1);
        assertRefused(join(FTYP, MOOV, negative), "18446744073709551615");
        assertRefused(join(FTYP, box("mdat", fill(100))), "no index (moov)");
    }

    @Test
    void aRealClipKeepsItsBytes() throws IOException {
        String shared = System.getProperty("doppel.shared", "../../shared");
        Path clip = Path.of(shared, "data", "portraits", "mona-lisa.mp4");
        assumeTrue(Files.exists(clip), clip + " is not here: no real clip is tested");
        byte[] before = Files.readAllBytes(clip);
        byte[] after = marked(before);
        assertArrayEquals(before, Arrays.copyOf(after, before.length));
    }

    private byte[] marked(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("a.mp4"), content);
        AiMark.Result result = AiMark.mark(file, Samples.MARK);
        assertEquals(List.of(), result.warnings());
        assertEquals(Optional.of(Samples.MARK), AiMark.read(file));
        return Files.readAllBytes(file);
    }

    private void assertRefused(byte[] content, String part) throws IOException {
        Path file = Files.write(folder.resolve("bad.mp4"), content);
        IOException e = assertThrows(IOException.class, () -> AiMark.mark(file, Samples.MARK));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(file + ": cannot be marked, mp4: ") && message.contains(part), message);
        assertArrayEquals(content, Files.readAllBytes(file));
        assertThrows(IOException.class, () -> AiMark.read(file));
    }

    private static String text(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, ISO_8859_1);
    }
}
