package doppel.app.mark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kind of file and where it keeps XMP. Found by its first bytes, not by its name. */
sealed interface Container permits PngContainer, JpegContainer, Mp4Container {
    /** A packet beyond this is not read; real ones have some kilobytes. */
    int MAX_PACKET_BYTES = 1 << 24;

    /** The most bytes that a packet may have in this kind of file. */
    int packetLimit();

    /**
     * The packets in a file, in its order.
     *
     * @throws IOException if the file is damaged
     */
    List<byte[]> packets(FileChannel file) throws IOException;

    /**
     * The file with this packet in place of all it had.
     *
     * @throws IOException if the file is damaged
     */
    List<Piece> with(FileChannel file, byte[] packet) throws IOException;

    /** The kind that a file begins as, or null. */
    static @Nullable Container of(FileChannel file) throws IOException {
        byte[] head = head(file);
        if (PngContainer.begins(head)) return new PngContainer();
        if (JpegContainer.begins(head)) return new JpegContainer();
        if (Mp4Container.begins(head)) return new Mp4Container();
        return null;
    }

    private static byte[] head(FileChannel file) throws IOException {
        return bytes(file, 0, (int) Math.min(16, file.size()));
    }

    /** Bytes of a file; the caller has checked that they are there. */
    static byte[] bytes(FileChannel file, long at, int length) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(new byte[length]);
        while (out.hasRemaining()) {
            if (file.read(out, at + out.position()) < 0) throw new IOException("ends at byte " + (at + out.position()));
        }
        return out.array();
    }

    /** Part of a file that is being put together. */
    sealed interface Piece {
        /** Bytes {@code from} to before {@code to} of the old file. */
        record Copy(long from, long to) implements Piece {}

        /** New bytes. */
        @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
        record Insert(byte[] bytes) implements Piece {}
    }

    /** Writes the pieces one after another. */
    static void write(FileChannel old, List<Piece> pieces, OutputStream out) throws IOException {
        WritableByteChannel target = Channels.newChannel(out);
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Insert(byte[] bytes) -> out.write(bytes);
                case Piece.Copy(long from, long to) -> {
                    for (long at = from; at < to; ) {
                        long copied = old.transferTo(at, to - at, target);
                        if (copied <= 0) throw new IOException("ends at byte " + at);
                        at += copied;
                    }
                }
            }
        }
    }
}
