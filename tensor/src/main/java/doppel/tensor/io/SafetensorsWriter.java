package doppel.tensor.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import doppel.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes a safetensors file from contents that need not be in memory all at once. */
final class SafetensorsWriter {
    /** Before the digits of the checksum in the JSON; within a string its quotes would be escaped. */
    private static final String CHECKSUM = "\"" + Checkpoint.CHECKSUM + "\":\"" + Checkpoint.ALGORITHM;

    private final Map<String, Content> tensors;
    private final SafetensorsHeader header;
    private final byte[] json;

    /** Hands all bytes of a tensor over, in order. */
    @FunctionalInterface
    interface Source {
        void writeTo(Chunks.Sink sink) throws IOException;
    }

    /** A tensor to be written; of {@code entry}, the range is not used. */
    record Content(SafetensorsHeader.Entry entry, Source source) {
        static Content of(HostTensor t) {
            return new Content(new SafetensorsHeader.Entry(t.dtype(), t.shape(), 0, 0), t::writeTo);
        }

        static Content of(Tensor t) {
            return new Content(
                    new SafetensorsHeader.Entry(t.dtype(), t.shape(), 0, 0), sink -> Chunks.download(t, sink));
        }
    }

    /**
     * Lays the file out. If the metadata contains {@link Checkpoint#CHECKSUM} with eight zeros, they will become the
     * checksum of the file as it is with the zeros.
     *
     * @throws IllegalArgumentException if the names take more than a header may have
     */
    SafetensorsWriter(Map<String, Content> tensors, Map<String, String> metadata) {
        this.tensors = tensors;
        Map<String, SafetensorsHeader.Entry> types = new LinkedHashMap<>();
        tensors.forEach((name, content) -> types.put(name, content.entry()));
        header = SafetensorsHeader.layOut(types, metadata);
        json = header.toBytes();
        if (json.length > Safetensors.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("safetensors: header of %d bytes, wanted at most %d"
                    .formatted(json.length, Safetensors.MAX_HEADER_BYTES));
        }
    }

    /** Writes an empty file full. */
    void writeTo(FileChannel out) throws IOException {
        CRC32C crc = new CRC32C();
        Chunks.Sink sink = bytes -> {
            crc.update(bytes.duplicate());
            AtomicFile.writeFully(out, bytes);
        };
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        sink.accept(length.putLong(json.length).flip());
        sink.accept(ByteBuffer.wrap(json));
        for (String name : header.tensors().sequencedKeySet()) {
            Content content = tensors.get(name);
            if (content == null) throw new IllegalStateException("safetensors: laid out but not given, " + name);
            content.source().writeTo(sink);
        }
        int digits = checksumDigits(json);
        if (digits >= 0) {
            out.position(8L + digits);
            AtomicFile.writeFully(out, ByteBuffer.wrap(Checkpoint.digits(crc).getBytes(ISO_8859_1)));
        }
    }

    /** Where in a header the digits of the checksum begin; -1 if it has none. */
    static int checksumDigits(byte[] json) {
        int at = new String(json, ISO_8859_1).indexOf(CHECKSUM);
        return at < 0 ? -1 : at + CHECKSUM.length();
    }
}
