package doppel.app.mark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * MP4 and MOV: one {@code uuid} box, the last of the file. A clip's index counts bytes from the start of the file, so
 * nothing before it may move: an older packet elsewhere becomes free space of the same size. Source: ISO/IEC 14496-12,
 * 4.2; XMP Specification, part 3.
 */
final class Mp4Container implements Container {
    private static final byte[] XMP = HexFormat.of().parseHex("be7acfcb97a942e89c71999491e3afac");
    /** What a QuickTime file of any age begins with. */
    private static final Set<String> FIRST = Set.of("ftyp", "moov", "mdat", "wide", "free", "skip", "pnot");

    /** @param header 8 bytes, or 16 with a 64-bit size */
    private record Box(String type, long start, int header, long end, boolean open) {
        long contentBytes() {
            return end - start - header;
        }
    }

    static boolean begins(byte[] head) {
        return head.length >= 8 && FIRST.contains(new String(head, 4, 4, ISO_8859_1));
    }

    @Override
    public int packetLimit() {
        return MAX_PACKET_BYTES;
    }

    @Override
    public List<byte[]> packets(FileChannel file) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        for (Box box : boxes(file)) {
            long length = box.contentBytes() - XMP.length;
            if (!isXmp(file, box) || length > MAX_PACKET_BYTES) continue;
            packets.add(Container.bytes(file, box.start + box.header + XMP.length, (int) length));
        }
        return packets;
    }

    @Override
    public List<Piece> with(FileChannel file, byte[] packet) throws IOException {
        List<Box> boxes = new ArrayList<>(boxes(file));
        while (isXmp(file, boxes.getLast())) boxes.removeLast();
        List<Piece> pieces = new ArrayList<>();
        for (Box box : boxes) {
            if (isXmp(file, box)) {
                pieces.add(new Piece.Insert(free(box)));
            } else if (box.open) {
                pieces.add(new Piece.Insert(sized(box)));
                pieces.add(new Piece.Copy(box.start + 4, box.end));
            } else {
                pieces.add(new Piece.Copy(box.start, box.end));
            }
        }
        pieces.add(new Piece.Insert(uuid(packet)));
        return pieces;
    }

    private static List<Box> boxes(FileChannel file) throws IOException {
        List<Box> boxes = new ArrayList<>();
        boolean index = false;
        long size = file.size();
        for (long at = 0; at < size; at = boxes.getLast().end) {
            if (size - at < 8) throw new IOException("mp4: %d bytes after the last box".formatted(size - at));
            ByteBuffer head = ByteBuffer.wrap(Container.bytes(file, at, 8));
            long length = head.getInt() & 0xFFFF_FFFFL;
            String type = new String(head.array(), 4, 4, ISO_8859_1);
            int header = 8;
            boolean open = length == 0;
            if (open) {
                length = size - at;
            } else if (length == 1) {
                header = 16;
                if (size - at < header) throw new IOException("mp4: box %s at byte %d is cut off".formatted(type, at));
                length = ByteBuffer.wrap(Container.bytes(file, at + 8, 8)).getLong();
            }
            if (length < header || length > size - at) {
                throw new IOException("mp4: box %s at byte %d has a size of %s, the file ends after %d"
                        .formatted(type, at, Long.toUnsignedString(length), size - at));
            }
            boxes.add(new Box(type, at, header, at + length, open));
            index |= type.equals("moov");
        }
        if (!index) throw new IOException("mp4: no index (moov) in it, the clip is not finished");
        return boxes;
    }

    private static boolean isXmp(FileChannel file, Box box) throws IOException {
        if (!box.type.equals("uuid") || box.contentBytes() < XMP.length) return false;
        return Arrays.equals(XMP, Container.bytes(file, box.start + box.header, XMP.length));
    }

    /** Zeros in the place of an old packet. */
    private static byte[] free(Box box) throws IOException {
        long length = box.end - box.start;
        if (length > 2L * MAX_PACKET_BYTES) throw new IOException("mp4: an XMP box of " + length + " bytes");
        return ByteBuffer.wrap(new byte[(int) length])
                .putInt((int) length)
                .put("free".getBytes(ISO_8859_1))
                .array();
    }

    /** The size of a box that was open towards the end of the file: it will no longer be the last one. */
    private static byte[] sized(Box box) throws IOException {
        long length = box.end - box.start;
        if (length > 0xFFFF_FFFFL)
            throw new IOException(
                    "mp4: box %s of %d bytes has no size of its own; remux the clip first".formatted(box.type, length));
        return ByteBuffer.wrap(new byte[4]).putInt((int) length).array();
    }

    private static byte[] uuid(byte[] packet) {
        int length = 8 + XMP.length + packet.length;
        return ByteBuffer.wrap(new byte[length])
                .putInt(length)
                .put("uuid".getBytes(ISO_8859_1))
                .put(XMP)
                .put(packet)
                .array();
    }
}
