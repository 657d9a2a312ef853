package doppel.tensor.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** NumPy's files of several named arrays: a zip archive of {@code NAME.npy} entries, see {@link Npy}. */
public final class Npz {
    private static final int MAX_ARRAYS = 100_000;
    /** Not 1 January, for which Java adds the time once more, and in the zone of the machine. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Npz() {}

    /** Reads all arrays, in the order of the file, of at most {@link Npy#MAX_BYTES} together. */
    public static SequencedMap<String, HostTensor> read(Path file) throws IOException {
        return read(file, Npy.MAX_BYTES);
    }

    /**
     * Reads all arrays, in the order of the file, by their names without {@code .npy}.
     *
     * @param maxBytes most that all arrays together may take of the heap, however small they are in the archive
     * @throws IOException naming the file and the array, if it is no zip archive, a name occurs twice, a checksum does
     *     not match, or as {@link Npy#read} says
     */
    public static SequencedMap<String, HostTensor> read(Path file, long maxBytes) throws IOException {
        SequencedMap<String, HostTensor> arrays = new LinkedHashMap<>();
        long left = maxBytes;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MAX_ARRAYS) throw new IOException(file + ": over " + MAX_ARRAYS + " arrays");
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (!name.endsWith(".npy")) throw new IOException(file + ": " + name + " is no .npy array");
                HostTensor array = read(zip, entry, file + ": " + name, left);
                left -= array.data().byteSize();
                if (arrays.put(name.substring(0, name.length() - 4), array) != null) {
                    throw new IOException(file + ": two arrays are named " + name);
                }
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw AtomicFile.cannotRead(file, e);
        } catch (ZipException e) {
            throw new IOException(file + ": not a readable .npz file, " + e.getMessage(), e);
        }
        return arrays;
    }

    private static HostTensor read(ZipFile zip, ZipEntry entry, String name, long maxBytes) throws IOException {
        CRC32 crc = new CRC32(); // ZipFile does not compare it
        HostTensor array;
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
            array = Npy.read(in, name, maxBytes);
        }
        if (crc.getValue() != entry.getCrc()) throw new IOException(name + ": checksum does not match, file corrupt");
        return array;
    }

    /** Creates or replaces a file of arrays stored as they are, as {@code numpy.savez} does. */
    public static void write(Path file, Map<String, HostTensor> arrays) throws IOException {
        write(file, arrays, ZipEntry.STORED);
    }

    /** Creates or replaces a file of deflated arrays, as {@code numpy.savez_compressed} does. */
    public static void writeCompressed(Path file, Map<String, HostTensor> arrays) throws IOException {
        write(file, arrays, ZipEntry.DEFLATED);
    }

    /** The same arrays give the same bytes. */
    private static void write(Path file, Map<String, HostTensor> arrays, int method) throws IOException {
        for (HostTensor array : arrays.values()) Npy.header(array); // refuses types before a file is begun
        AtomicFile.write(file, channel -> {
            try {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                ZipOutputStream zip = new ZipOutputStream(out);
                zip.setMethod(method);
                for (Map.Entry<String, HostTensor> array : arrays.entrySet()) {
                    zip.putNextEntry(entry(array.getKey() + ".npy", array.getValue(), method));
                    Npy.write(zip, array.getValue());
                    zip.closeEntry();
                }
                zip.finish();
                out.flush();
            } catch (IOException e) {
                throw AtomicFile.cannotWrite(file, e);
            }
        });
    }

    private static ZipEntry entry(String name, HostTensor array, int method) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        if (method == ZipEntry.STORED) { // which says size and checksum in front
            CRC32 crc = new CRC32();
            byte[] header = Npy.header(array);
            crc.update(header);
            array.writeTo(crc::update);
            entry.setCrc(crc.getValue());
            entry.setSize(header.length + array.data().byteSize());
        }
        return entry;
    }
}
