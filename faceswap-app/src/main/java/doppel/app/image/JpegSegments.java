package doppel.app.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the segments of a JPEG file lie, up to its first scan; the picture itself is not decoded. Source: ITU-T T.81,
 * annex B.
 */
public final class JpegSegments {
    /** Start of frame markers are C0 to CF without these three. */
    private static final int DHT = 0xC4;

    private static final int JPG = 0xC8;
    private static final int DAC = 0xCC;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;

    /** The longest payload a segment can carry, in bytes. */
    public static final int MAX_PAYLOAD = 65533;

    private final byte[] file;
    private final List<Segment> segments;
    private final int scan;

    private JpegSegments(byte[] file, List<Segment> segments, int scan) {
        this.file = file;
        this.segments = List.copyOf(segments);
        this.scan = scan;
    }

    /**
     * One segment.
     *
     * @param marker the byte after FF, such as 0xE0 for APP0
     * @param start offset of its FF, or of the first of several that fill up
     * @param payload offset of what follows the length
     * @param end offset of what follows the segment
     */
    public record Segment(int marker, int start, int payload, int end) {
        /** In bytes. */
        public int payloadBytes() {
            return end - payload;
        }
    }

    /**
     * Finds the segments.
     *
     * @param file the whole file, shared, not copied
     * @throws IOException if it does not begin as a JPEG file, or ends before the first scan
     */
    public static JpegSegments parse(byte[] file) throws IOException {
        if (file.length < 4 || unsigned(file, 0) != 0xFF || unsigned(file, 1) != SOI)
            throw new IOException("jpeg: the file does not begin as one");
        List<Segment> segments = new ArrayList<>();
        int at = 2;
        while (true) {
            int start = at;
            if (unsigned(file, at) != 0xFF) throw new IOException("jpeg: no marker at byte " + at);
            while (unsigned(file, at) == 0xFF) at++;
            int marker = unsigned(file, at++);
            if (marker == SOS) return new JpegSegments(file, segments, start);
            if (marker == EOI || marker == SOI || marker == 0)
                throw new IOException("jpeg: marker 0x%02x at byte %d, before the picture".formatted(marker, at - 1));
            boolean bare = marker == 1 || (marker >= 0xD0 && marker <= 0xD7);
            int payload = bare ? at : at + 2;
            int end = bare ? at : at + (unsigned(file, at) << 8 | unsigned(file, at + 1));
            if (end < payload || end > file.length)
                throw new IOException("jpeg: segment 0x%02x at byte %d has a wrong length".formatted(marker, start));
            segments.add(new Segment(marker, start, payload, end));
            at = end;
        }
    }

    /** Start of frame (with width and height), tables and application segments, in the order of the file. */
    public List<Segment> segments() {
        return segments;
    }

    /** Offset of the first start-of-scan marker. */
    public int scan() {
        return scan;
    }

    /** The file's bytes, shared. */
    public byte[] file() {
        return file;
    }

    /** Whether a payload begins with these characters of ASCII. */
    public boolean beginsWith(Segment segment, String ascii) {
        if (segment.payloadBytes() < ascii.length()) return false;
        for (int i = 0; i < ascii.length(); i++) {
            if (file[segment.payload() + i] != (byte) ascii.charAt(i)) return false;
        }
        return true;
    }

    /**
     * Width of the picture in pixels.
     *
     * @throws IOException if no segment says it
     */
    public int width() throws IOException {
        int at = frameHeader().payload();
        return unsigned(file, at + 3) << 8 | unsigned(file, at + 4);
    }

    /**
     * Height of the picture in pixels.
     *
     * @throws IOException if no segment says it
     */
    public int height() throws IOException {
        int at = frameHeader().payload();
        return unsigned(file, at + 1) << 8 | unsigned(file, at + 2);
    }

    private Segment frameHeader() throws IOException {
        for (Segment s : segments) {
            boolean frame = s.marker() >= 0xC0
                    && s.marker() <= 0xCF
                    && s.marker() != DHT
                    && s.marker() != JPG
                    && s.marker() != DAC;
            if (frame && s.payloadBytes() >= 6) return s;
        }
        throw new IOException("jpeg: no start of frame, the size is unknown");
    }

    private static int unsigned(byte[] file, int at) throws IOException {
        if (at >= file.length) throw new IOException("jpeg: ends before the picture, at byte " + at);
        return file[at] & 0xFF;
    }
}
