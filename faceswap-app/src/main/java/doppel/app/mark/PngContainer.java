package doppel.app.mark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/** PNG: one uncompressed {@code iTXt} chunk before the first {@code IDAT}. Source: PNG, third edition, 11.3.3.4. */
final class PngContainer implements Container {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] KEYWORD = "XML:com.adobe.xmp\0".getBytes(ISO_8859_1);
    /** Length, type and checksum about a chunk's content. */
    private static final int FRAME_BYTES = 12;

    private record Chunk(String type, long start, int length) {
        long end() {
            return start + FRAME_BYTES + length;
        }
    }

    static boolean begins(byte[] head) {
        return head.length >= 8 && Arrays.equals(head, 0, 8, SIGNATURE, 0, 8);
    }

    @Override
    public int packetLimit() {
        return MAX_PACKET_BYTES;
    }

    @Override
    public List<byte[]> packets(FileChannel file) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        for (Chunk chunk : chunks(file)) {
            if (!isXmp(file, chunk)) continue;
            packets.add(packet(Container.bytes(file, chunk.start + 8, chunk.length)));
        }
        return packets;
    }

    @Override
    public List<Piece> with(FileChannel file, byte[] packet) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.Copy(0, SIGNATURE.length));
        boolean inserted = false;
        long end = SIGNATURE.length;
        for (Chunk chunk : chunks(file)) {
            if (!inserted && chunk.type.equals("IDAT")) {
                pieces.add(new Piece.Insert(chunk(packet)));
                inserted = true;
            }
            if (!isXmp(file, chunk)) pieces.add(new Piece.Copy(chunk.start, chunk.end()));
            end = chunk.end();
        }
        pieces.add(new Piece.Copy(end, file.size()));
        return pieces;
    }

    private static List<Chunk> chunks(FileChannel file) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        boolean data = false;
        long at = SIGNATURE.length;
        while (true) {
            if (file.size() - at < FRAME_BYTES) throw new IOException("png: ends without IEND, at byte " + at);
            ByteBuffer head = ByteBuffer.wrap(Container.bytes(file, at, 8));
            long length = head.getInt() & 0xFFFF_FFFFL;
            String type = new String(head.array(), 4, 4, ISO_8859_1);
            if (length > Integer.MAX_VALUE || length > file.size() - at - FRAME_BYTES)
                throw new IOException("png: chunk %s at byte %d reaches beyond the file".formatted(type, at));
            if (chunks.isEmpty() != type.equals("IHDR"))
                throw new IOException("png: IHDR is not the first chunk, and the only one of its kind");
            Chunk chunk = new Chunk(type, at, (int) length);
            chunks.add(chunk);
            data |= type.equals("IDAT");
            at = chunk.end();
            if (type.equals("IEND")) break;
        }
        if (!data) throw new IOException("png: no picture in it");
        return chunks;
    }

    private static boolean isXmp(FileChannel file, Chunk chunk) throws IOException {
        if (!chunk.type.equals("iTXt") || chunk.length < KEYWORD.length) return false;
        return Arrays.equals(KEYWORD, Container.bytes(file, chunk.start + 8, KEYWORD.length));
    }

    /** The packet of an XMP chunk's content; of no bytes if that is damaged. */
    private static byte[] packet(byte[] content) {
        int at = KEYWORD.length;
        if (content.length < at + 2) return new byte[0];
        boolean compressed = content[at] != 0;
        at += 2;
        for (int texts = 0; texts < 2; texts++) { // language and translated keyword
            while (at < content.length && content[at] != 0) at++;
            at++;
        }
        if (at > content.length) return new byte[0];
        if (!compressed) return Arrays.copyOfRange(content, at, content.length);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(content, at, content.length - at))) {
            return in.readNBytes(MAX_PACKET_BYTES);
        } catch (IOException damaged) {
            return new byte[0];
        }
    }

    private static byte[] chunk(byte[] packet) {
        int length = KEYWORD.length + 4 + packet.length; // flag, method, empty language, empty keyword
        ByteBuffer out = ByteBuffer.wrap(new byte[length + FRAME_BYTES]);
        out.putInt(length)
                .put("iTXt".getBytes(ISO_8859_1))
                .put(KEYWORD)
                .putInt(0)
                .put(packet);
        CRC32 crc = new CRC32();
        crc.update(out.array(), 4, 4 + length);
        out.putInt((int) crc.getValue());
        return out.array();
    }
}
