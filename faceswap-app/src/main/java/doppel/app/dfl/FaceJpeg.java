package doppel.app.dfl;

import doppel.app.image.JpegSegments;
import doppel.app.image.JpegSegments.Segment;
import doppel.app.project.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Aligned faces as DeepFaceLab stores them: a JPEG file whose metadata is one APP15 segment with the pickle of a dict.
 * Everything else in the file stays byte for byte as it was.
 */
public final class FaceJpeg {
    private static final int APP0 = 0xE0;
    private static final int APP15 = 0xEF;
    private static final int DRI = 0xDD;
    /** Of NumPy before 2 and Python 3.4: what every DeepFaceLab reads. */
    private static final int PROTOCOL = 4;

    private static final int MAX_FILE_BYTES = 1 << 28;

    private FaceJpeg() {}

    /**
     * The metadata in a JPEG file's bytes, empty if there is none.
     *
     * @throws IOException if the file is damaged, or its metadata is damaged, hostile or lacks landmarks
     */
    public static Optional<FaceMetadata> read(byte[] jpeg) throws IOException {
        Segment last = null;
        for (Segment s : JpegSegments.parse(jpeg).segments()) if (s.marker() == APP15) last = s;
        if (last == null) return Optional.empty();
        Object value = Pickle.read(Arrays.copyOfRange(jpeg, last.payload(), last.end()), PickleLimits.FACE);
        if (!(value instanceof Map<?, ?> dict)) throw PickleFields.wrong("face metadata", "a dict", value);
        return dict.isEmpty() ? Optional.empty() : Optional.of(FaceDictionary.parse(dict));
    }

    /**
     * The metadata in a JPEG file, empty if there is none.
     *
     * @throws IOException likewise, naming the file
     */
    public static Optional<FaceMetadata> read(Path file) throws IOException {
        byte[] jpeg = bytes(file);
        try {
            return read(jpeg);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The same file with this metadata in place of what it had: the first APP15 segment goes, the new one comes after
     * the last application segment, or first if there is none.
     *
     * @throws IOException if the bytes are no JPEG file, or the metadata does not fit into a segment of 65533 bytes
     */
    public static byte[] withMetadata(byte[] jpeg, FaceMetadata metadata) throws IOException {
        byte[] payload = PickleWriter.write(FaceDictionary.of(metadata), PROTOCOL);
        if (payload.length > JpegSegments.MAX_PAYLOAD) {
            throw new IOException("face metadata: takes %d bytes, at most %d fit into a JPEG; use a smaller mask"
                    .formatted(payload.length, JpegSegments.MAX_PAYLOAD));
        }
        JpegSegments parsed = JpegSegments.parse(jpeg);
        Segment old = null;
        int insert = 2;
        for (Segment s : parsed.segments()) {
            if (s.marker() == APP15 && old == null) old = s;
            else if (s.marker() >= APP0 && s.marker() <= APP15) insert = s.end();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(jpeg.length + payload.length + 4);
        copyWithout(jpeg, 0, insert, old, out);
        out.write(0xFF);
        out.write(APP15);
        out.write((payload.length + 2) >> 8);
        out.write(payload.length + 2);
        out.writeBytes(payload);
        copyWithout(jpeg, insert, jpeg.length, old, out);
        return out.toByteArray();
    }

    /**
     * Writes a JPEG file with this metadata, whole or not at all.
     *
     * @param jpeg a file's bytes; metadata in it is replaced
     * @throws IOException likewise, before anything is written, or if the file cannot be written
     */
    public static void write(Path file, byte[] jpeg, FaceMetadata metadata) throws IOException {
        byte[] whole;
        try {
            whole = withMetadata(jpeg, metadata);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        AtomicFiles.write(file, whole);
    }

    /**
     * Why DeepFaceLab's own reader would refuse a JPEG file that is good here; empty if it would not. It cannot read
     * restart intervals, an APP0 segment other than JFIF, and bytes after the picture.
     *
     * @throws IOException if the bytes are no JPEG file
     */
    public static Optional<String> unreadableByDeepFaceLab(byte[] jpeg) throws IOException {
        JpegSegments parsed = JpegSegments.parse(jpeg);
        for (Segment s : parsed.segments()) {
            if (s.marker() == DRI) return Optional.of("it has restart intervals");
            if (s.marker() == APP0 && !parsed.beginsWith(s, "JFIF\0")) return Optional.of("its APP0 is not JFIF");
        }
        for (int i = parsed.scan(); i + 1 < jpeg.length; i++) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xD9)
                return i + 2 == jpeg.length ? Optional.empty() : Optional.of("bytes follow the picture");
        }
        return Optional.of("it ends in the middle of the picture");
    }

    static byte[] bytes(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_FILE_BYTES)
            throw new IOException("%s: %d bytes, at most %d are read of a face".formatted(file, size, MAX_FILE_BYTES));
        return Files.readAllBytes(file);
    }

    /** Copies from {@code from} to {@code to} without the segment, if it lies there. */
    private static void copyWithout(byte[] jpeg, int from, int to, @Nullable Segment hole, ByteArrayOutputStream out) {
        if (hole == null || hole.start() < from || hole.end() > to) {
            out.write(jpeg, from, to - from);
        } else {
            out.write(jpeg, from, hole.start() - from);
            out.write(jpeg, hole.end(), to - hole.end());
        }
    }
}
