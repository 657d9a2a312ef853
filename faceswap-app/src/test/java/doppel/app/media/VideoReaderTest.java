package doppel.app.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.Codec;
import doppel.app.image.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoReaderTest {
    @TempDir
    private Path folder;

    private static void assertRefused(Path file, String reason) {
        IOException e =
                assertThrows(IOException.class, () -> VideoReader.open(file).close());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(file.toString()) && message.contains(reason), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mona-lisa", "straw-hat"})
    void portraitsHaveTwoHundredFrames(String name) throws IOException {
        Path file = Clips.shared("data/portraits/" + name + ".mp4");
        try (VideoReader clip = VideoReader.open(file)) {
            VideoInfo info = clip.info();
            assertEquals(640, info.width());
            assertEquals(480, info.height());
            assertEquals(new Rational(25, 1), info.frameRate());
            assertEquals(8.0, info.seconds(), 0.04);
            assertEquals(200, info.estimatedFrames());
            assertTrue(info.hasSound());
            assertEquals("h264", info.codec());
            assertEquals(Rational.ONE, info.sampleAspect());
            for (int i = 0; i < 200; i++) {
                VideoFrame f = clip.next();
                assertNotNull(f);
                assertEquals(i, f.index());
                assertEquals(i / 25.0, f.seconds(), 1e-6);
                assertEquals(640, f.picture().width());
                assertEquals(480, f.picture().height());
            }
            assertNull(clip.next());
            assertNull(clip.next());
            assertEquals(0, clip.damaged());
        }
    }

    /** Written by JavaCV's own recorder. */
    @ParameterizedTest
    @CsvSource({
        "avi, mpeg4, 12",
        "webm, libvpx-vp9, 12",
        "ts, mpeg2video, 25",
        "gif, gif, 10",
        "mkv, ffv1, 12",
        "mov, mjpeg, 12"
    })
    void otherFormatsAreRead(String suffix, String codec, int rate) throws IOException, FrameRecorder.Exception {
        Path file = folder.resolve("a." + suffix);
        int width = 80;
        int height = 60;
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), width, height)) {
            recorder.setVideoCodecName(codec);
            recorder.setFrameRate(rate);
            if (codec.equals("gif")) recorder.setPixelFormat(avutil.AV_PIX_FMT_RGB8);
            recorder.setVideoBitrate(2_000_000);
            recorder.setOption("strict", "unofficial");
            recorder.start();
            for (int i = 0; i < 10; i++) {
                byte[] bgr = Clips.picture(width, height, i).bgr();
                ByteBuffer pixels =
                        ByteBuffer.allocateDirect(bgr.length).put(bgr).flip();
                recorder.recordImage(width, height, 8, 3, width * 3, avutil.AV_PIX_FMT_BGR24, pixels);
            }
        }
        List<VideoFrame> frames = Clips.read(file);
        assertEquals(10, frames.size());
        VideoInfo info = Clips.info(file);
        assertEquals(rate, info.frameRate().value(), 0.01);
        assertEquals(10.0 / rate, info.seconds(), 1.0 / rate);
        for (int i = 0; i < 10; i++) {
            VideoFrame f = frames.get(i);
            assertEquals((double) i / rate, f.seconds() - frames.getFirst().seconds(), 0.002);
            assertTrue(
                    Clips.psnr(Clips.picture(width, height, i), f.picture()) > (codec.equals("gif") ? 20 : 30),
                    suffix + " frame " + i);
        }
    }

    @Test
    void closingTwiceIsFineAndReadingThenIsNot() throws IOException {
        Path file = folder.resolve("a.mp4");
        Clips.write(file, VideoSettings.of(64, 48, Clips.RATE), 3);
        VideoReader clip = VideoReader.open(file);
        clip.close();
        clip.close();
        assertThrows(IllegalStateException.class, clip::next);
    }

    @Test
    void whatIsNoClipIsNamed() throws IOException {
        assertRefused(folder.resolve("none.mp4"), "no such file");
        assertRefused(folder, "without pictures");
        assertRefused(Files.writeString(folder.resolve("text.mp4"), "no clip\n".repeat(1000)), "not a clip");
        assertRefused(Files.writeString(folder.resolve("text.txt"), "no clip\n".repeat(1000)), "text");
        assertRefused(Files.createFile(folder.resolve("empty.mp4")), "not a clip");
        assertRefused(Clips.sine(folder.resolve("sound.wav"), 8000, 1, 440, 0.1), "no video track");
        assertRefused(Files.write(folder.resolve("a.png"), new byte[] {1, 2, 3}), "not a PNG");
    }

    @Test
    void nameThatLooksLikeAProtocolIsAFile() throws IOException {
        Path odd = folder.resolve("http:a b%20é.mp4");
        Clips.write(odd, VideoSettings.of(64, 48, Clips.RATE), 2);
        assertEquals(2, Clips.read(odd).size());
    }

    @Test
    void playlistsDoNotReachTheNetwork() throws IOException {
        Path list = folder.resolve("list.m3u8");
        Files.writeString(
                list, "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n");
        assertRefused(list, "not a clip");
    }

    @Test
    void clipCutOffDeliversWhatIsThereAndThenFails() throws IOException {
        Path file = folder.resolve("whole.mp4");
        Clips.write(file, VideoSettings.of(128, 96, Clips.RATE).withQuality(10), 50);
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 3 / 4));
        try (VideoReader clip = VideoReader.open(cut)) {
            int[] frames = {0};
            IOException e = assertThrows(IOException.class, () -> {
                while (clip.next() != null) frames[0]++;
            });
            assertTrue(frames[0] > 10 && frames[0] < 50, "frames " + frames[0]);
            assertTrue(e.toString().contains(cut + ": is cut off or damaged after "), e.toString());
        }
        assertRefused(Files.write(folder.resolve("stub.mp4"), Arrays.copyOf(whole, 200)), "has no video track");
    }

    /** The matrix is x' = m0 x + m3 y, y' = m1 x + m4 y (ISO/IEC 14496-12, 8.3.2). */
    @ParameterizedTest
    @CsvSource({"0, 1, -1, 0", "-1, 0, 0, -1", "0, -1, 1, 0", "-1, 0, 0, 1", "0, 1, 1, 0"})
    void rotationFlagIsHonoured(int m0, int m1, int m3, int m4) throws IOException {
        Path file = folder.resolve("flag.mp4");
        int width = 96;
        int height = 64;
        Clips.write(file, VideoSettings.of(width, height, Clips.RATE), 1);
        Frame stored = Clips.read(file).getFirst().picture();
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, "tkhd") + 4 + 40;
        int[] matrix = {m0 << 16, m1 << 16, 0, m3 << 16, m4 << 16, 0, 0, 0, 1 << 30};
        for (int i = 0; i < 9; i++) ByteBuffer.wrap(bytes).putInt(at + 4 * i, matrix[i]);
        Files.write(file, bytes);

        Frame shown = Clips.read(file).getFirst().picture();
        VideoInfo info = Clips.info(file);
        assertEquals(m0 == 0 ? height : width, info.width());
        assertEquals(m0 == 0 ? width : height, info.height());
        assertEquals(info.width(), shown.width());
        int minX = Math.min(0, m0 * (width - 1)) + Math.min(0, m3 * (height - 1));
        int minY = Math.min(0, m1 * (width - 1)) + Math.min(0, m4 * (height - 1));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int toX = m0 * x + m3 * y - minX;
                int toY = m1 * x + m4 * y - minY;
                for (int c = 0; c < 3; c++) {
                    assertEquals(
                            stored.bgr()[(y * width + x) * 3 + c],
                            shown.bgr()[(toY * shown.width() + toX) * 3 + c],
                            "pixel " + x + ", " + y);
                }
            }
        }
    }

    private static int indexOf(byte[] bytes, String tag) {
        byte[] wanted = tag.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + 4 <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + 4, wanted, 0, 4)) return i;
        }
        throw new AssertionError("no " + tag);
    }

    @Test
    void folderOfPicturesIsAClipInTheOrderOfNumbers() throws IOException {
        for (int i : new int[] {10, 9, 1}) Codec.write(folder.resolve(i + ".png"), Clips.picture(31, 17, i));
        Files.writeString(folder.resolve("notes.txt"), "not a frame");
        List<VideoFrame> frames = Clips.read(folder);
        assertEquals(3, frames.size());
        assertArrayEquals(
                Clips.picture(31, 17, 1).bgr(), frames.getFirst().picture().bgr());
        assertArrayEquals(
                Clips.picture(31, 17, 10).bgr(), frames.getLast().picture().bgr());
        assertEquals(2 / 25.0, frames.getLast().seconds(), 1e-9);
        VideoInfo info = Clips.info(folder);
        assertEquals(31, info.width());
        assertEquals(3, info.estimatedFrames());
    }

    @Test
    void pictureOfAnotherSizeInAFolderIsNamed() throws IOException {
        Codec.write(folder.resolve("1.png"), new Frame(8, 8));
        Codec.write(folder.resolve("2.png"), new Frame(9, 8));
        IOException e = assertThrows(IOException.class, () -> Clips.read(folder));
        assertTrue(e.toString().contains("2.png: is 9 x 8 pixels, wanted 8 x 8"), e.toString());
    }

    @Test
    void onePictureIsAClipOfOneFrame() throws IOException {
        Path file = folder.resolve("a.jpg");
        Codec.write(file, Clips.picture(64, 48, 0));
        assertEquals(1, Clips.read(file).size());
    }
}
