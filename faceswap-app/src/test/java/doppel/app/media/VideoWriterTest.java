package doppel.app.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoWriterTest {
    @TempDir
    private Path folder;

    private static double meanPsnr(Path file, int frames) throws IOException {
        List<VideoFrame> read = Clips.read(file);
        assertEquals(frames, read.size());
        double sum = 0;
        for (int i = 0; i < frames; i++) {
            Frame picture = read.get(i).picture();
            sum += Clips.psnr(Clips.picture(picture.width(), picture.height(), i), picture);
        }
        return sum / frames;
    }

    @ParameterizedTest
    @CsvSource({
        "a.mp4, 160, 120",
        "a.mkv, 160, 120",
        "a.mov, 160, 120",
        "a.mp4, 61, 43",
        "a.mkv, 61, 43",
        "a.m4v, 62, 43"
    })
    void framesComeBackInTheirSizeAndColours(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        Clips.write(file, VideoSettings.of(width, height, Clips.RATE), 30);
        VideoInfo info = Clips.info(file);
        assertEquals(width, info.width());
        assertEquals(height, info.height());
        assertEquals(Clips.RATE, info.frameRate());
        assertEquals(30 / 25.0, info.seconds(), 0.001);
        assertEquals(30, info.estimatedFrames());
        assertFalse(info.hasSound());
        assertTrue(meanPsnr(file, 30) > 42, "psnr " + meanPsnr(file, 30));
    }

    @Test
    void portraitKeepsItsQualityRateDurationAndSound() throws IOException, FrameGrabber.Exception {
        Path source = Clips.shared("data/portraits/straw-hat.mp4");
        Path file = folder.resolve("out.mp4");
        List<VideoFrame> frames = Clips.read(source);
        try (VideoWriter out =
                VideoWriter.open(file, VideoSettings.like(Clips.info(source)).withSound(source))) {
            for (VideoFrame f : frames) out.write(f);
            out.finish();
        }
        List<VideoFrame> written = Clips.read(file);
        assertEquals(200, written.size());
        double worst = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 200; i++) {
            worst = Math.min(
                    worst, Clips.psnr(frames.get(i).picture(), written.get(i).picture()));
            assertEquals(frames.get(i).seconds(), written.get(i).seconds(), 1e-9);
        }
        assertTrue(worst > 39, "worst frame " + worst + " dB");
        VideoInfo info = Clips.info(file);
        assertEquals(Clips.info(source).seconds(), info.seconds(), 0.04);
        assertEquals(Clips.info(source).frameRate(), info.frameRate());
        assertArrayEquals(samples(source), samples(file), "sound is copied, not encoded again");
    }

    /** All samples of the sound as JavaCV's own reader decodes them. */
    private static short[] samples(Path file) throws FrameGrabber.Exception {
        ShortBuffer all = ShortBuffer.allocate(4_000_000);
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.start();
            for (org.bytedeco.javacv.Frame f; (f = grabber.grabSamples()) != null; ) {
                all.put(((ShortBuffer) f.samples[0]).duplicate());
            }
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    @ParameterizedTest
    @CsvSource({"a.mp4, 44100, 1, aac", "a.mp4, 22050, 2, aac", "a.mp4, 7350, 1, aac", "a.mkv, 44100, 2, pcm_s16le"})
    void soundThatTheContainerCannotHoldBecomesAac(String name, int rate, int channels, String codec)
            throws IOException, FrameGrabber.Exception {
        Path sound = Clips.sine(folder.resolve("sine.wav"), rate, channels, 440, 2);
        Path file = folder.resolve(name);
        Clips.write(file, VideoSettings.of(64, 48, Clips.RATE).withSound(sound), 50);
        assertEquals(2.0, Clips.info(file).seconds(), 0.04);
        assertTrue(Clips.info(file).hasSound());
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.start();
            assertEquals(channels, grabber.getAudioChannels());
            assertEquals(codec, grabber.getAudioCodecName().replace("_at", ""));
            short[] samples = samples(file);
            int outRate = grabber.getSampleRate();
            assertEquals(2.0, (double) samples.length / channels / outRate, 0.05);
            int crossings = 0;
            double power = 0;
            boolean low = false;
            for (int i = 0; i < samples.length; i += channels) { // rises from well below zero to well above
                if (samples[i] < -2000) low = true;
                if (low && samples[i] > 2000) {
                    crossings++;
                    low = false;
                }
                power += (double) samples[i] * samples[i];
            }
            assertEquals(880, crossings, 3, "440 Hz for 2 s");
            assertEquals(8000 / Math.sqrt(2), Math.sqrt(power * channels / samples.length), 300);
        }
    }

    @Test
    void soundEndsWithThePictureOfAPart() throws IOException {
        Path sound = Clips.sine(folder.resolve("sine.wav"), 48000, 1, 440, 4);
        Path whole = folder.resolve("whole.mp4");
        Clips.write(whole, VideoSettings.of(64, 48, Clips.RATE).withSound(sound), 50);
        assertEquals(2.0, Clips.info(whole).seconds(), 0.04);
        Path part = folder.resolve("part.mp4");
        Clips.write(part, VideoSettings.of(64, 48, Clips.RATE).withSound(whole), 25);
        assertEquals(1.0, Clips.info(part).seconds(), 0.04);
        assertTrue(Clips.info(part).hasSound());
    }

    @Test
    void soundThatOutlastsItsPictureStaysWhole() throws IOException {
        Path sound = Clips.sine(folder.resolve("sine.wav"), 48000, 1, 440, 1.2);
        Path whole = folder.resolve("whole.mkv"); // one second of picture
        try (VideoWriter out =
                VideoWriter.open(whole, VideoSettings.of(64, 48, Clips.RATE).withSound(sound))) {
            for (int i = 0; i < 30; i++) out.write(new VideoFrame(Clips.picture(64, 48, i), i, i / 30.0));
            out.finish();
        }
        double seconds = Clips.info(whole).seconds();
        Path again = folder.resolve("again.mkv");
        List<VideoFrame> frames = Clips.read(whole);
        try (VideoWriter out =
                VideoWriter.open(again, VideoSettings.of(64, 48, Clips.RATE).withSound(whole))) {
            for (VideoFrame f : frames) out.write(f);
            out.finish();
        }
        assertEquals(seconds, Clips.info(again).seconds(), 0.04);
    }

    @Test
    void timesOfAVaryingRateSurvive() throws IOException {
        double[] seconds = {0, 0.04, 0.05, 0.2, 0.2334, 0.9, 1.0};
        for (String name : new String[] {"a.mp4", "a.mkv"}) {
            Path file = folder.resolve(name);
            try (VideoWriter out = VideoWriter.open(file, VideoSettings.of(64, 48, new Rational(30000, 1001)))) {
                for (int i = 0; i < seconds.length; i++) {
                    out.write(new VideoFrame(Clips.picture(64, 48, i), i, seconds[i]));
                }
                out.finish();
            }
            List<VideoFrame> frames = Clips.read(file);
            assertEquals(seconds.length, frames.size());
            double step = name.endsWith("mkv") ? 0.001 : 1.0 / 90_000; // Matroska counts milliseconds
            for (int i = 0; i < seconds.length; i++)
                assertEquals(seconds[i], frames.get(i).seconds(), step);
        }
    }

    @Test
    void timesThatDoNotRiseAreMovedOn() throws IOException {
        Path file = folder.resolve("a.mp4");
        try (VideoWriter out = VideoWriter.open(file, VideoSettings.of(64, 48, Clips.RATE))) {
            for (double t : new double[] {0, 0.04, 0.04, 0.03, 0.08}) {
                out.write(new VideoFrame(Clips.picture(64, 48, 0), 0, t));
            }
            out.finish();
        }
        List<VideoFrame> frames = Clips.read(file);
        assertEquals(5, frames.size());
        for (int i = 1; i < 5; i++)
            assertTrue(frames.get(i).seconds() > frames.get(i - 1).seconds());
        assertEquals(0.08, frames.getLast().seconds(), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"30000, 1001, 90", "24, 1, 48", "60, 1, 60", "15, 2, 15", "1, 1, 3"})
    void ratesAreExact(int numerator, int denominator, int count) throws IOException {
        Path file = folder.resolve("a.mp4");
        Rational rate = new Rational(numerator, denominator);
        Clips.write(file, VideoSettings.of(64, 48, rate), count);
        assertEquals(rate, Clips.info(file).frameRate());
        assertEquals(count / rate.value(), Clips.info(file).seconds(), 0.001);
        assertEquals(count, Clips.read(file).size());
    }

    /** OpenH264 refuses white noise at fine quantisers; the frames after it are fine again. */
    @Test
    void noiseIsEncodedCoarser() throws IOException {
        Path file = folder.resolve("a.mp4");
        Random random = new Random(1);
        try (VideoWriter out = VideoWriter.open(file, VideoSettings.of(320, 240, Clips.RATE))) {
            for (int i = 0; i < 70; i++) {
                Frame frame = Clips.picture(320, 240, i);
                if (i == 3 || i == 4) random.nextBytes(frame.bgr());
                out.write(frame);
            }
            out.finish();
        }
        List<VideoFrame> frames = Clips.read(file);
        assertEquals(70, frames.size());
        assertTrue(Clips.psnr(Clips.picture(320, 240, 2), frames.get(2).picture()) > 42);
        assertTrue(Clips.psnr(Clips.picture(320, 240, 5), frames.get(5).picture()) > 30);
        assertTrue(Clips.psnr(Clips.picture(320, 240, 69), frames.get(69).picture()) > 42);
    }

    @Test
    void oneFrameIsAClip() throws IOException {
        Path file = folder.resolve("a.mp4");
        Clips.write(file, VideoSettings.of(64, 48, Clips.RATE), 1);
        assertEquals(1, Clips.read(file).size());
        assertEquals(0.04, Clips.info(file).seconds(), 0.001);
    }

    @Test
    void pixelAspectAndTagsAreKept() throws IOException, FrameGrabber.Exception {
        VideoSettings plain = VideoSettings.of(72, 58, Clips.RATE);
        VideoSettings wide = new VideoSettings(
                72,
                58,
                Clips.RATE,
                new Rational(16, 15),
                plain.color(),
                20,
                null,
                Map.of("comment", "made by a machine"));
        Path file = folder.resolve("a.mp4");
        Clips.write(file, wide, 2);
        assertEquals(new Rational(16, 15), Clips.info(file).sampleAspect());
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.start();
            assertEquals("made by a machine", grabber.getMetadata("comment"));
        }
    }

    /** Luma by the definitions of BT.709 and BT.601, in 8-bit studio and full range. */
    @ParameterizedTest
    @CsvSource({
        "1, false, 0.2126, 0.0722",
        "6, false, 0.299, 0.114",
        "1, true, 0.2126, 0.0722",
        "9, false, 0.2627, 0.0593"
    })
    void coloursAreEncodedByTheMatrixThatIsNamed(int matrix, boolean fullRange, double kr, double kb)
            throws IOException, FrameGrabber.Exception {
        ColorTags color = new ColorTags(1, 1, matrix, fullRange);
        Path file = folder.resolve("a.mp4");
        Frame flat = new Frame(64, 48);
        for (int i = 0; i < flat.bgr().length; i += 3) {
            flat.bgr()[i] = 40;
            flat.bgr()[i + 1] = 90;
            flat.bgr()[i + 2] = (byte) 210;
        }
        VideoSettings settings =
                VideoSettings.of(64, 48, Clips.RATE).withColor(color).withQuality(10);
        try (VideoWriter out = VideoWriter.open(file, settings)) {
            out.write(flat);
            out.finish();
        }
        double luma = kr * 210 + (1 - kr - kb) * 90 + kb * 40;
        double stored = fullRange ? luma : 16 + luma * 219 / 255;
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.setImageMode(FrameGrabber.ImageMode.RAW);
            grabber.start();
            ByteBuffer plane = (ByteBuffer) grabber.grabImage().image[0];
            assertEquals(stored, plane.get(10) & 0xFF, 1.01);
        }
        assertEquals(color, Clips.info(file).color());
        Frame back = Clips.read(file).getFirst().picture();
        for (int i = 0; i < back.bgr().length; i++) assertEquals(flat.bgr()[i] & 0xFF, back.bgr()[i] & 0xFF, 3);
    }

    @Test
    void unspecifiedColoursStayUnspecified() throws IOException {
        Path file = folder.resolve("a.mp4");
        Clips.write(file, VideoSettings.of(64, 48, Clips.RATE).withColor(ColorTags.UNSPECIFIED), 2);
        assertEquals(ColorTags.UNSPECIFIED, Clips.info(file).color());
    }

    @Test
    void indexStandsBeforeTheFrames() throws IOException {
        Path file = folder.resolve("a.mp4");
        Clips.write(file, VideoSettings.of(64, 48, Clips.RATE), 10);
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(bytes.indexOf("moov") < bytes.indexOf("mdat"));
    }

    @Test
    void withoutFinishTheOldFileStaysAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.mp4"), "old");
        try (VideoWriter out = VideoWriter.open(file, VideoSettings.of(64, 48, Clips.RATE))) {
            for (int i = 0; i < 5; i++) out.write(Clips.picture(64, 48, i));
        }
        assertEquals("old", Files.readString(file));
        assertOnly(file);
        Clips.write(file, VideoSettings.of(64, 48, Clips.RATE), 5);
        assertEquals(5, Clips.read(file).size());
        assertOnly(file);
    }

    private void assertOnly(Path file) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void clipWithoutAFrameIsRefused() throws IOException {
        Path file = folder.resolve("a.mp4");
        try (VideoWriter out = VideoWriter.open(file, VideoSettings.of(64, 48, Clips.RATE))) {
            IOException e = assertThrows(IOException.class, out::finish);
            assertTrue(e.toString().contains("no frame"), e.toString());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void misuseIsRefused() throws IOException {
        VideoSettings settings = VideoSettings.of(64, 48, Clips.RATE);
        assertThrows(IllegalArgumentException.class, () -> VideoWriter.open(folder.resolve("a.avi"), settings));
        assertThrows(IllegalArgumentException.class, () -> settings.withQuality(0));
        assertThrows(IllegalArgumentException.class, () -> settings.withSize(1, 48));
        try (VideoWriter out = VideoWriter.open(folder.resolve("a.mp4"), settings)) {
            assertThrows(IllegalArgumentException.class, () -> out.write(new Frame(63, 48)));
            out.write(new Frame(64, 48));
            out.finish();
            assertThrows(IllegalStateException.class, () -> out.write(new Frame(64, 48)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file/a.mp4", "none/a.mp4", "/proc/a.mp4"})
    void unwritablePlacesAreNamed(String name) throws IOException {
        Files.createFile(folder.resolve("file"));
        Path target = folder.resolve(name);
        IOException e = assertThrows(
                IOException.class,
                () -> VideoWriter.open(target, VideoSettings.of(64, 48, Clips.RATE))
                        .close());
        assertTrue(e.toString().contains(target + ": cannot be written"), e.toString());
    }

    @Test
    void missingSoundIsNamed() {
        Path sound = folder.resolve("none.wav");
        IOException e = assertThrows(
                IOException.class,
                () -> VideoWriter.open(
                                folder.resolve("a.mp4"),
                                VideoSettings.of(64, 48, Clips.RATE).withSound(sound))
                        .close());
        assertTrue(e.toString().contains(sound.toString()), e.toString());
    }
}
