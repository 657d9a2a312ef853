package doppel.app.image;

import doppel.app.project.AtomicFiles;
import doppel.bindings.lifetime.NativeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures as PNG, JPEG, BMP and WebP, by OpenCV's codecs. Files of others are not trusted: their size is read before
 * anything is allocated.
 */
public final class Codec {
    /** A picture with more pixels is refused. */
    public static final long MOST_PIXELS = 100_000_000;

    private static final long MOST_BYTES = 1 << 29;

    private Codec() {}

    /**
     * Any picture as 8-bit BGR: gray is spread, alpha dropped, 16 bits become 8, EXIF rotation is applied.
     *
     * @throws IOException if the bytes are no picture, a damaged one, or one of more than {@link #MOST_PIXELS}
     */
    public static Frame decode(byte[] file) throws IOException {
        return decode(file, opencv_imgcodecs.IMREAD_COLOR, OpenCv::frame);
    }

    /**
     * The channels as they are stored, as floats: {@code v / 255}, or {@code v / 65535} of 16-bit pictures; 1 (gray), 3
     * (BGR) or 4 (BGR and alpha). EXIF rotation is not applied.
     *
     * @throws IOException as {@link #decode}
     */
    public static FloatImage decodeAllChannels(byte[] file) throws IOException {
        return decode(file, opencv_imgcodecs.IMREAD_UNCHANGED, mat -> {
            Mat floats = new Mat();
            double largest = mat.depth() == opencv_core.CV_16U ? 65535 : 255;
            mat.convertTo(floats, opencv_core.CV_32F, 1 / largest, 0);
            return OpenCv.floatImage(floats);
        });
    }

    private interface Taker<T> {
        T take(Mat mat);
    }

    private static <T> T decode(byte[] file, int flags, Taker<T> taker) throws IOException {
        PictureHeader header = PictureHeader.parse(file);
        if (header.width() < 1 || header.height() < 1 || header.width() * header.height() > MOST_PIXELS) {
            throw new IOException("%s of %d x %d pixels, at most %d pixels are allowed"
                    .formatted(header.format(), header.width(), header.height(), MOST_PIXELS));
        }
        if (header.format().equals("jpeg") && !hasEndOfImage(file)) {
            throw new IOException("jpeg is cut off: no end after " + file.length + " bytes");
        }
        try {
            return OpenCv.call("decode", () -> {
                Mat mat = opencv_imgcodecs.imdecode(OpenCv.bytes(file, file.length, 1), flags);
                if (mat.empty()) throw new NativeException("decode: opencv made nothing of it");
                return taker.take(mat);
            });
        } catch (NativeException e) {
            throw new IOException(header.format() + " is damaged", e);
        }
    }

    /** In entropy-coded data every 0xFF is followed by 0, so the marker cannot occur there. */
    private static boolean hasEndOfImage(byte[] file) {
        for (int i = file.length - 2; i > 1; i--) if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xD9) return true;
        return false;
    }

    /** Lossless. */
    public static byte[] png(Frame f) {
        return OpenCv.call("png", () -> encode(".png", OpenCv.matOf(f)));
    }

    /**
     * 8 bits per channel, each {@code clip(v, 0, 1) * 255} rounded.
     *
     * @param image 1 channel (gray), 3 (BGR) or 4 (BGR and alpha)
     * @throws IllegalArgumentException for another number of channels
     */
    public static byte[] png(FloatImage image) {
        if (image.channels() != 1 && image.channels() != 3 && image.channels() != 4) {
            throw new IllegalArgumentException("png: " + image);
        }
        return OpenCv.call("png", () -> {
            Mat bytes = new Mat();
            OpenCv.matOf(image).convertTo(bytes, opencv_core.CV_8U, 255, 0);
            return encode(".png", bytes);
        });
    }

    /**
     * With colour at half resolution (4:2:0), as OpenCV's default.
     *
     * @param quality 1..100
     */
    public static byte[] jpeg(Frame f, int quality) {
        if (quality < 1 || quality > 100) throw new IllegalArgumentException("jpeg: quality " + quality);
        return OpenCv.call(
                "jpeg", () -> encode(".jpg", OpenCv.matOf(f), opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality));
    }

    private static byte[] encode(String suffix, Mat mat, int... parameters) {
        BytePointer out = new BytePointer();
        if (!opencv_imgcodecs.imencode(suffix, mat, out, new IntPointer(parameters))) {
            throw new NativeException("encode " + suffix + ": opencv refused");
        }
        byte[] file = new byte[Math.toIntExact(out.limit())];
        out.get(file);
        return file;
    }

    /**
     * Reads a picture file; see {@link #decode}.
     *
     * @throws IOException with the file's name
     */
    public static Frame read(Path p) throws IOException {
        try {
            if (Files.isDirectory(p)) throw new IOException("is a folder, wanted a picture");
            if (Files.size(p) > MOST_BYTES) throw new IOException("is larger than " + MOST_BYTES + " bytes");
            return decode(Files.readAllBytes(p));
        } catch (NoSuchFileException e) {
            throw new IOException(p + ": no such file", e);
        } catch (IOException e) {
            throw new IOException(p + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes a picture in the format of the name's suffix: {@code .png}, {@code .bmp}, {@code .jpg} or {@code .jpeg}
     * (quality 95), {@code .webp} (lossless). The file appears whole or not at all.
     *
     * @throws IllegalArgumentException for another suffix
     * @throws IOException with the file's name
     */
    public static void write(Path p, Frame f) throws IOException {
        String name = String.valueOf(p.getFileName()).toLowerCase(Locale.ROOT);
        String suffix = name.substring(Math.max(0, name.lastIndexOf('.')));
        byte[] file = switch (suffix) {
            case ".png" -> png(f);
            case ".jpg", ".jpeg" -> jpeg(f, 95);
            case ".bmp" -> OpenCv.call("bmp", () -> encode(".bmp", OpenCv.matOf(f)));
            case ".webp" ->
                OpenCv.call("webp", () -> encode(".webp", OpenCv.matOf(f), opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 101));
            default ->
                throw new IllegalArgumentException(
                        p + ": pictures are written as .png, .jpg, .bmp or .webp, got \"" + suffix + "\"");
        };
        AtomicFiles.write(p, file);
    }
}
