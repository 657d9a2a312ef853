package doppel.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import doppel.bindings.lifetime.NativeLedger;
import doppel.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * An open safetensors file: named tensors and some strings. The file is mapped into memory, so that opening costs
 * nothing but the header, and a tensor's values are read from the disk when they are first looked at.
 *
 * <p>A file is 8 bytes of little-endian length, as many bytes of JSON, and the data. Checked on opening: lengths, the
 * JSON's form, known types, no name twice, and ranges that cover all data without overlap or hole. Types are F32, F64,
 * BF16, U8 and I32; empty tensors are refused. Safe for use by many threads.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors implements AutoCloseable {
    /** The specification's bound of the header. */
    public static final int MAX_HEADER_BYTES = 100_000_000;

    private static final long LENGTH_BYTES = 8;

    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final NativeLedger.Ticket ticket;
    private final MemorySegment mapped;
    private final SafetensorsHeader header;
    private final long dataStart;

    private Safetensors(Path file) throws IOException {
        this.file = file;
        try {
            mapped = map(file, arena);
            byte[] json = headerBytes(file, mapped);
            dataStart = LENGTH_BYTES + json.length;
            header = parse(file, json, mapped.byteSize() - dataStart);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
        ticket = NativeLedger.open("mapped file", file);
    }

    /**
     * Opens a file.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public static Safetensors open(Path file) throws IOException {
        return new Safetensors(file);
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw AtomicFile.cannotRead(file, e);
        }
    }

    private static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) throws IOException {
        try {
            return SafetensorsHeader.parse(json, dataBytes);
        } catch (IOException e) {
            throw new IOException(file + ": not a whole safetensors file, " + e.getMessage(), e);
        }
    }

    /** The JSON of a mapped file. */
    static byte[] headerBytes(Path file, MemorySegment mapped) throws IOException {
        long size = mapped.byteSize();
        if (size < LENGTH_BYTES) throw new IOException("%s: cut off, it has %d bytes".formatted(file, size));
        long length = mapped.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 2 || length > MAX_HEADER_BYTES) {
            throw new IOException("%s: not a safetensors file, header of %s bytes, wanted 2 to %d"
                    .formatted(file, Long.toUnsignedString(length), MAX_HEADER_BYTES));
        }
        if (length > size - LENGTH_BYTES) {
            throw new IOException("%s: cut off within the header of %d bytes, it has %d".formatted(file, length, size));
        }
        return mapped.asSlice(LENGTH_BYTES, length).toArray(JAVA_BYTE);
    }

    /** Names of the tensors, in the order of their data. */
    public SequencedSet<String> names() {
        return Collections.unmodifiableSequencedSet(header.tensors().sequencedKeySet());
    }

    /** The strings that are kept with the tensors. */
    public SequencedMap<String, String> metadata() {
        return Collections.unmodifiableSequencedMap(header.metadata());
    }

    /**
     * A tensor, sharing memory with the mapped file: not to be used once this is closed.
     *
     * @throws IOException naming the file, if it has no tensor of this name
     */
    public HostTensor tensor(String name) throws IOException {
        SafetensorsHeader.Entry entry = header.tensors().get(name);
        if (entry == null) throw new IOException(file + ": has no tensor " + name);
        long bytes = entry.end() - entry.begin();
        return new HostTensor(entry.shape(), entry.dtype(), mapped.asSlice(dataStart + entry.begin(), bytes));
    }

    /** The whole file. */
    MemorySegment mapped() {
        return mapped;
    }

    /** Which file. */
    public Path file() {
        return file;
    }

    /** Unmaps the file; its tensors must not be used any more. A second call does nothing. */
    @Override
    public void close() {
        if (!arena.scope().isAlive()) return;
        arena.close();
        ticket.close();
    }

    /**
     * Creates or replaces a file, whole or not at all. Data begins at a multiple of 8 bytes, and every tensor at a
     * multiple of its element.
     *
     * @throws IOException naming the file, if it cannot be written; an old one stays
     */
    public static void write(Path file, Map<String, HostTensor> tensors, Map<String, String> metadata)
            throws IOException {
        Map<String, SafetensorsWriter.Content> contents = new LinkedHashMap<>();
        tensors.forEach((name, t) -> contents.put(name, SafetensorsWriter.Content.of(t)));
        write(file, new SafetensorsWriter(contents, metadata));
    }

    /** As {@link #write}, of tensors on a device, which never are on the heap as a whole. */
    public static void writeTensors(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Map<String, SafetensorsWriter.Content> contents = new LinkedHashMap<>();
        tensors.forEach((name, t) -> contents.put(name, SafetensorsWriter.Content.of(t)));
        write(file, new SafetensorsWriter(contents, metadata));
    }

    private static void write(Path file, SafetensorsWriter writer) throws IOException {
        AtomicFile.write(file, out -> {
            try {
                writer.writeTo(out);
            } catch (IOException e) {
                throw AtomicFile.cannotWrite(file, e);
            }
        });
    }
}
