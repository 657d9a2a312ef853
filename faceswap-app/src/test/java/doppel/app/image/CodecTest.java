package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    @TempDir
    private Path folder;

    /** Smooth, with all channels different; odd sizes. */
    private static Frame picture() {
        Frame frame = new Frame(61, 43);
        for (int y = 0; y < 43; y++) {
            for (int x = 0; x < 61; x++) {
                int at = (y * 61 + x) * 3;
                frame.bgr()[at] = (byte) (x * 4);
                frame.bgr()[at + 1] = (byte) (y * 5);
                frame.bgr()[at + 2] = (byte) (255 - x - 2 * y);
            }
        }
        return frame;
    }

    private static byte[] javaPng(Frame f) throws IOException {
        BufferedImage image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < f.height(); y++) {
            for (int x = 0; x < f.width(); x++) {
                int at = (y * f.width() + x) * 3;
                int rgb = (f.bgr()[at + 2] & 0xFF) << 16 | (f.bgr()[at + 1] & 0xFF) << 8 | (f.bgr()[at] & 0xFF);
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    @Test
    void pngIsLosslessAndUnderstoodByOthers() throws IOException {
        Frame f = picture();
        assertArrayEquals(f.bgr(), Codec.decode(Codec.png(f)).bgr());
        assertArrayEquals(f.bgr(), Codec.decode(javaPng(f)).bgr());
        BufferedImage seen = ImageIO.read(new ByteArrayInputStream(Codec.png(f)));
        assertEquals(f.bgr()[(7 * 61 + 9) * 3] & 0xFF, seen.getRGB(9, 7) & 0xFF);
        assertEquals(f.bgr()[(7 * 61 + 9) * 3 + 2] & 0xFF, seen.getRGB(9, 7) >> 16 & 0xFF);
    }

    @Test
    void grayPngRoundsAndClips() throws IOException {
        FloatImage gray = new FloatImage(4, 1, 1, new float[] {-1, 0.5f, 100.4f / 255, 2});
        byte[] file = Codec.png(gray);
        assertEquals(1, ImageIO.read(new ByteArrayInputStream(file)).getRaster().getNumBands());
        FloatImage back = Codec.decodeAllChannels(file);
        assertEquals(1, back.channels());
        assertArrayEquals(new float[] {0, 128 / 255f, 100 / 255f, 1}, back.data(), 1e-6f);
        Frame spread = Codec.decode(file);
        assertArrayEquals(new byte[] {100, 100, 100}, Arrays.copyOfRange(spread.bgr(), 6, 9));
    }

    @Test
    void alphaIsDroppedOrKeptOnDemand() throws IOException {
        FloatImage bgra = new FloatImage(1, 1, 4, new float[] {0.2f, 0.4f, 0.6f, 0.8f});
        byte[] file = Codec.png(bgra);
        assertArrayEquals(bgra.data(), Codec.decodeAllChannels(file).data(), 1e-6f);
        assertArrayEquals(new byte[] {51, 102, (byte) 153}, Codec.decode(file).bgr());
    }

    @Test
    void jpegStaysCloseAndQualityCosts() throws IOException {
        Frame f = picture();
        byte[] good = Codec.jpeg(f, 95);
        byte[] small = Codec.jpeg(f, 30);
        assertTrue(small.length < good.length);
        byte[] back = Codec.decode(good).bgr();
        for (int i = 0; i < back.length; i++) assertEquals(f.bgr()[i] & 0xFF, back[i] & 0xFF, 12, "at " + i);
        assertThrows(IllegalArgumentException.class, () -> Codec.jpeg(f, 101));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "b.BMP", "c.webp", "d.jpg", "e.jpeg"})
    void writtenFilesAreReadBackAndLeaveNothingBeside(String name) throws IOException {
        Path p = folder.resolve(name);
        Frame f = picture();
        Codec.write(p, new Frame(3, 3));
        Codec.write(p, f); // replaces
        Frame back = Codec.read(p);
        assertEquals(61, back.width());
        assertEquals(43, back.height());
        if (!name.contains("jp")) assertArrayEquals(f.bgr(), back.bgr());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void headerTellsTheSizeOfEveryFormat() throws IOException {
        for (String name : new String[] {"a.png", "b.bmp", "c.webp", "d.jpg"}) {
            Path p = folder.resolve(name);
            Codec.write(p, picture());
            PictureHeader header = PictureHeader.parse(Files.readAllBytes(p));
            assertEquals(61, header.width(), name);
            assertEquals(43, header.height(), name);
        }
    }

    @Test
    void unknownSuffixIsRefused() {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> Codec.write(folder.resolve("a.gif"), new Frame(1, 1)));
        assertTrue(e.toString().contains(".gif"), e.getMessage());
    }

    @Test
    void failedWriteNamesTheFileAndLeavesNothing() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path below = file.resolve("a.png");
        IOException e = assertThrows(IOException.class, () -> Codec.write(below, new Frame(1, 1)));
        assertTrue(e.toString().contains(below + ": cannot be written, "), e.getMessage());
        Path lost = folder.resolve("none/a.png");
        e = assertThrows(IOException.class, () -> Codec.write(lost, new Frame(1, 1)));
        assertTrue(e.toString().contains("its folder does not exist"), e.getMessage());
        Path taken = folder.resolve("taken.png");
        Files.createDirectories(taken.resolve("x"));
        assertThrows(IOException.class, () -> Codec.write(taken, new Frame(1, 1)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void whatIsNoPictureIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "no picture at all");
        IOException e = assertThrows(IOException.class, () -> Codec.read(text));
        assertEquals(text + ": not a PNG, JPEG, BMP or WebP picture", e.getMessage());
        e = assertThrows(IOException.class, () -> Codec.read(folder.resolve("none.png")));
        assertTrue(e.toString().contains("no such file"), e.getMessage());
        e = assertThrows(IOException.class, () -> Codec.read(folder));
        assertTrue(e.toString().contains("is a folder"), e.getMessage());
        e = assertThrows(IOException.class, () -> Codec.decode(new byte[0]));
        assertEquals("file is empty", e.getMessage());
    }

    @Test
    void truncatedPicturesAreRefused() {
        Frame f = picture();
        for (byte[] file : new byte[][] {Codec.png(f), Codec.jpeg(f, 90)}) {
            for (int length : new int[] {3, 12, 30, file.length / 2, file.length - 20}) {
                byte[] part = Arrays.copyOf(file, length);
                assertThrows(IOException.class, () -> Codec.decode(part), "length " + length);
            }
        }
    }

    @Test
    void hugePicturesAreRefusedBeforeTheyAreAllocated() {
        ByteBuffer png = ByteBuffer.allocate(64);
        png.put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        png.putInt(13)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(2_000_000_000)
                .putInt(2_000_000_000);
        IOException e = assertThrows(IOException.class, () -> Codec.decode(png.array()));
        assertTrue(e.toString().contains("2000000000 x 2000000000"), e.getMessage());
        assertThrows(IOException.class, () -> Codec.decode(png.putInt(16, 0).array()));
        assertThrows(
                IOException.class,
                () -> Codec.decode(png.putInt(16, 100_001).putInt(20, 1000).array()));
    }

    @Test
    void frameWrittenByDeepFaceLabReadsAsTheJdkReadsIt() throws IOException {
        Path shared = Path.of(System.getProperty("doppel.shared", "../../shared"));
        Path p = shared.resolve("fixtures/deepfacelab/merge/frame.png");
        Assumptions.assumeTrue(Files.isReadable(p), () -> "skipped: no " + p);
        BufferedImage wanted = ImageIO.read(p.toFile());
        Frame got = Codec.read(p);
        for (int y = 0; y < got.height(); y++) {
            for (int x = 0; x < got.width(); x++) {
                int at = (y * got.width() + x) * 3;
                int rgb = (got.bgr()[at + 2] & 0xFF) << 16 | (got.bgr()[at + 1] & 0xFF) << 8 | (got.bgr()[at] & 0xFF);
                assertEquals(wanted.getRGB(x, y) & 0xFFFFFF, rgb);
            }
        }
    }
}
