package doppel.app.mark;

import doppel.app.image.JpegSegments;
import doppel.app.image.JpegSegments.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * JPEG: one APP1 segment with a name, after SOI and a JFIF and an Exif segment that follow it. Packets in several
 * segments ("extended XMP") are left as they are and never written.
 */
final class JpegContainer implements Container {
    private static final String NAME = "http://ns.adobe.com/xap/1.0/\0";
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final long MAX_FILE_BYTES = 1 << 30;

    static boolean begins(byte[] head) {
        return head.length >= 3 && (head[0] & 0xFF) == 0xFF && (head[1] & 0xFF) == 0xD8 && (head[2] & 0xFF) == 0xFF;
    }

    @Override
    public int packetLimit() {
        return JpegSegments.MAX_PAYLOAD - NAME.length();
    }

    @Override
    public List<byte[]> packets(FileChannel file) throws IOException {
        JpegSegments jpeg = parse(file);
        List<byte[]> packets = new ArrayList<>();
        for (Segment s : jpeg.segments()) {
            if (isXmp(jpeg, s)) packets.add(Arrays.copyOfRange(jpeg.file(), s.payload() + NAME.length(), s.end()));
        }
        return packets;
    }

    @Override
    public List<Piece> with(FileChannel file, byte[] packet) throws IOException {
        JpegSegments jpeg = parse(file);
        List<Segment> kept = new ArrayList<>(jpeg.segments());
        kept.removeIf(s -> isXmp(jpeg, s));
        int before = 0;
        while (before < kept.size() && kept.get(before).marker() == APP0) before++;
        if (before < kept.size() && isExif(jpeg, kept.get(before))) before++;
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.Copy(0, 2));
        for (int i = 0; i < kept.size(); i++) {
            if (i == before) pieces.add(new Piece.Insert(segment(packet)));
            pieces.add(new Piece.Copy(kept.get(i).start(), kept.get(i).end()));
        }
        if (before == kept.size()) pieces.add(new Piece.Insert(segment(packet)));
        pieces.add(new Piece.Copy(jpeg.scan(), file.size()));
        return pieces;
    }

    private static JpegSegments parse(FileChannel file) throws IOException {
        if (file.size() > MAX_FILE_BYTES)
            throw new IOException("jpeg: %d bytes, at most %d are read".formatted(file.size(), MAX_FILE_BYTES));
        return JpegSegments.parse(Container.bytes(file, 0, (int) file.size()));
    }

    private static boolean isXmp(JpegSegments jpeg, Segment segment) {
        return segment.marker() == APP1 && jpeg.beginsWith(segment, NAME);
    }

    private static boolean isExif(JpegSegments jpeg, Segment segment) {
        return segment.marker() == APP1 && jpeg.beginsWith(segment, "Exif\0");
    }

    private static byte[] segment(byte[] packet) {
        int length = 2 + NAME.length() + packet.length;
        ByteBuffer out = ByteBuffer.wrap(new byte[length + 2]);
        out.put((byte) 0xFF).put((byte) APP1).putShort((short) length);
        out.put(NAME.getBytes(StandardCharsets.ISO_8859_1)).put(packet);
        return out.array();
    }
}
