package doppel.app.media;

import doppel.app.image.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Clips for tests, made on the spot. */
final class Clips {
    static final Rational RATE = new Rational(25, 1);

    private Clips() {}

    /** Smooth colours that drift with the frame's number, brighter at the top and bluer at the left. */
    static Frame picture(int width, int height, int number) {
        Frame frame = new Frame(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                frame.bgr()[at] = (byte) (200 - 150 * x / width);
                frame.bgr()[at + 1] = (byte) (180 - 140 * y / height);
                frame.bgr()[at + 2] = (byte) (100 + 50 * Math.sin(0.05 * (x + y) + 0.3 * number));
            }
        }
        return frame;
    }

    static void write(Path file, VideoSettings settings, int frames) throws IOException {
        try (VideoWriter out = VideoWriter.open(file, settings)) {
            for (int i = 0; i < frames; i++) out.write(picture(settings.width(), settings.height(), i));
            out.finish();
        }
    }

    static List<VideoFrame> read(Path file) throws IOException {
        List<VideoFrame> frames = new ArrayList<>();
        try (VideoReader clip = VideoReader.open(file)) {
            for (VideoFrame f; (f = clip.next()) != null; ) frames.add(f);
        }
        return frames;
    }

    static VideoInfo info(Path file) throws IOException {
        try (VideoReader clip = VideoReader.open(file)) {
            return clip.info();
        }
    }

    /** A RIFF file with one or more channels of 16-bit samples, {@code 8000 sin(2 pi hertz t)}. */
    static Path sine(Path file, int sampleRate, int channels, double hertz, double seconds) throws IOException {
        int samples = (int) Math.round(sampleRate * seconds);
        int bytes = samples * channels * 2;
        ByteBuffer out = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(36 + bytes).put(ascii("WAVEfmt ")).putInt(16);
        out.putShort((short) 1).putShort((short) channels).putInt(sampleRate).putInt(sampleRate * channels * 2);
        out.putShort((short) (channels * 2))
                .putShort((short) 16)
                .put(ascii("data"))
                .putInt(bytes);
        for (int i = 0; i < samples; i++) {
            short value = (short) Math.round(8000 * Math.sin(2 * Math.PI * hertz * i / sampleRate));
            for (int c = 0; c < channels; c++) out.putShort(value);
        }
        return Files.write(file, out.array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Peak signal to noise in dB over all channels. */
    static double psnr(Frame a, Frame b) {
        double sum = 0;
        for (int i = 0; i < a.bgr().length; i++) {
            double difference = (a.bgr()[i] & 0xFF) - (b.bgr()[i] & 0xFF);
            sum += difference * difference;
        }
        return 10 * Math.log10(255.0 * 255.0 * a.bgr().length / sum);
    }

    /** A file of the shared data; the test is skipped where there is none. */
    static Path shared(String name) {
        Path file = Path.of(System.getProperty("doppel.shared", "../../shared")).resolve(name);
        Assumptions.assumeTrue(Files.isReadable(file), () -> "skipped: no " + file);
        return file;
    }
}
