package doppel.app.dfl;

import doppel.app.image.JpegSegments;
import doppel.app.project.AtomicFiles;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * DeepFaceLab's {@code faceset.pak}: many aligned faces in one file. The table is read at once, the faces one by one
 * when they are asked for. Safe for several threads.
 *
 * <pre>
 * 0     version, 1                          all integers 64-bit little-endian
 * 8     L, length of the table
 * 16    table: pickle of a list of n dicts
 * 16+L  n + 1 offsets; the first n count from D, the last one from the start of the file
 * D     n JPEG files, back to back
 * </pre>
 */
public final class FacesetPak implements AutoCloseable {
    private static final long VERSION = 1;
    private static final int PROTOCOL = 4;

    private final Path file;
    private final FileChannel channel;
    private final List<PackedFace> faces;
    /** Absolute, one more than there are faces. */
    private final long[] offsets;

    private FacesetPak(Path file, FileChannel channel, List<PackedFace> faces, long[] offsets) {
        this.file = file;
        this.channel = channel;
        this.faces = List.copyOf(faces);
        this.offsets = offsets;
    }

    /**
     * A face to pack.
     *
     * @param jpeg an aligned face with metadata
     * @param personName the person's folder, in a set of several persons; empty if there is one person
     */
    public record Source(Path jpeg, String personName) {}

    /**
     * Opens a file and reads its table.
     *
     * @throws IOException if it is no such file, damaged or hostile
     */
    public static FacesetPak open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return open(file, channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static FacesetPak open(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer head = bytes(channel, 0, 16);
        long version = head.getLong();
        if (version != VERSION) throw new IOException("faceset: version " + version + ", 1 is read");
        long tableBytes = head.getLong();
        if (tableBytes < 0 || tableBytes > Math.min(size - 16, Integer.MAX_VALUE - 8))
            throw new IOException("faceset: a table of " + Long.toUnsignedString(tableBytes) + " bytes");
        Object table = Pickle.read(bytes(channel, 16, (int) tableBytes).array(), PickleLimits.FACESET);
        List<PackedFace> faces = new ArrayList<>();
        for (Object entry : PickleFields.items(table, "faceset table")) faces.add(PackTable.parse(entry));
        int count = faces.size();
        long data = 16 + tableBytes + 8L * (count + 1);
        if (data > size) throw new IOException("faceset: ends before its faces");
        ByteBuffer relative = bytes(channel, 16 + tableBytes, 8 * count);
        long[] offsets = new long[count + 1];
        for (int i = 0; i < count; i++) {
            long offset = relative.getLong();
            if (offset < 0 || offset > size - data || (i > 0 && data + offset < offsets[i - 1]))
                throw new IOException("faceset: offset " + Long.toUnsignedString(offset) + " of face " + i);
            offsets[i] = data + offset;
        }
        offsets[count] = size; // the stored one is absolute, and DeepFaceLab reads to the end of the file too
        return new FacesetPak(file, channel, faces, offsets);
    }

    /** What the table says, in the order of the file. */
    public List<PackedFace> faces() {
        return faces;
    }

    /**
     * The JPEG file of a face, with its metadata inside.
     *
     * @throws IOException if the file cannot be read
     */
    public byte[] jpeg(int index) throws IOException {
        long length = offsets[index + 1] - offsets[index];
        if (length > Integer.MAX_VALUE - 8)
            throw new IOException("%s: face %d has %d bytes, at most 2 GiB are read".formatted(file, index, length));
        return bytes(channel, offsets[index], (int) length).array();
    }

    /**
     * Packs faces in the order given, whole or not at all; the originals stay.
     *
     * @throws IOException if one is no aligned face with metadata, or the file cannot be written
     */
    public static void write(Path file, List<Source> sources) throws IOException {
        List<Object> table = new ArrayList<>();
        long[] sizes = new long[sources.size()];
        for (int i = 0; i < sizes.length; i++) {
            Source source = sources.get(i);
            byte[] jpeg = FaceJpeg.bytes(source.jpeg());
            sizes[i] = jpeg.length;
            table.add(PackTable.of(packed(source, jpeg)));
        }
        byte[] config = PickleWriter.write(table, PROTOCOL);
        AtomicFiles.write(file, stream -> {
            DataOutputStream out = new DataOutputStream(stream);
            little(out, VERSION);
            little(out, config.length);
            out.write(config);
            long offset = 0;
            for (long size : sizes) {
                little(out, offset);
                offset += size;
            }
            little(out, 16 + config.length + 8L * (sizes.length + 1) + offset);
            for (int i = 0; i < sizes.length; i++) {
                byte[] jpeg = FaceJpeg.bytes(sources.get(i).jpeg());
                if (jpeg.length != sizes[i])
                    throw new IOException(sources.get(i).jpeg() + ": changed while it was packed");
                out.write(jpeg);
            }
            out.flush();
        });
    }

    private static PackedFace packed(Source source, byte[] jpeg) throws IOException {
        try {
            JpegSegments parsed = JpegSegments.parse(jpeg);
            FaceMetadata metadata =
                    FaceJpeg.read(jpeg).orElseThrow(() -> new IOException("no face metadata, so it cannot be packed"));
            String name = PackTable.fileName(String.valueOf(source.jpeg().getFileName()), "filename");
            return new PackedFace(name, source.personName(), parsed.width(), parsed.height(), metadata);
        } catch (IOException e) {
            throw new IOException(source.jpeg() + ": " + e.getMessage(), e);
        }
    }

    private static void little(DataOutputStream out, long value) throws IOException {
        out.writeLong(Long.reverseBytes(value));
    }

    private static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        if (at + length > channel.size()) throw new IOException("faceset: ends in the middle");
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (out.hasRemaining()) {
            if (channel.read(out, at + out.position()) < 0) throw new IOException("faceset: ends in the middle");
        }
        return out.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
