package doppel.tensor.io;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run in one file: named tensors, such as weights and moments, and strings, such as the iteration, the
 * options and the seeds. It is a {@link Safetensors} file that any reader of the format opens, with two strings of our
 * own: {@value #FORMAT}, the version, and {@value #CHECKSUM}, {@code crc32c:} and eight hexadecimal digits, the CRC-32C
 * of the whole file as it is with these digits all 0.
 *
 * <p>Saving keeps the checkpoint before: {@code model.safetensors} becomes {@code model.previous.safetensors} when the
 * new one is safe on the disk. There is no moment at which a kill or a power cut leaves neither.
 */
public final class Checkpoint implements AutoCloseable {
    /** Key of the format's version in the metadata. */
    public static final String FORMAT = "doppel.checkpoint";

    /** Key of the checksum in the metadata. */
    public static final String CHECKSUM = "doppel.checksum";

    /** What a checksum begins with. */
    static final String ALGORITHM = "crc32c:";

    private static final int VERSION = 1;
    private static final String ZEROS = "00000000";
    private static final String RESERVED = "doppel.";

    private final Safetensors tensors;
    private final SequencedMap<String, String> metadata;
    private final @Nullable IOException fault;

    private Checkpoint(Safetensors tensors, @Nullable IOException fault) {
        this.tensors = tensors;
        this.fault = fault;
        metadata = new LinkedHashMap<>(tensors.metadata());
        metadata.keySet().removeIf(key -> key.startsWith(RESERVED));
    }

    /** Where the checkpoint before lies: {@code NAME.previous.SUFFIX} beside {@code NAME.SUFFIX}. */
    public static Path previous(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        if (dot <= 0) return file.resolveSibling(name + ".previous");
        return file.resolveSibling(name.substring(0, dot) + ".previous" + name.substring(dot));
    }

    /**
     * Creates or replaces a checkpoint; the one that was there becomes the {@link #previous} one.
     *
     * @param metadata strings by key, without keys that begin with {@code doppel.}
     * @throws IOException naming the file, if it cannot be written; the old checkpoints stay
     */
    public static void save(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(FORMAT, String.valueOf(VERSION));
        all.put(CHECKSUM, ALGORITHM + ZEROS);
        metadata.forEach((key, value) -> {
            if (key.startsWith(RESERVED)) throw new IllegalArgumentException("checkpoint: key " + key + " is reserved");
            all.put(key, value);
        });
        Map<String, SafetensorsWriter.Content> contents = new LinkedHashMap<>();
        tensors.forEach((name, t) -> contents.put(name, SafetensorsWriter.Content.of(t)));
        SafetensorsWriter writer = new SafetensorsWriter(contents, all);
        AtomicFile.write(file, out -> {
            try {
                writer.writeTo(out);
                out.force(true);
            } catch (IOException e) {
                throw AtomicFile.cannotWrite(file, e);
            }
            keep(file, previous(file)); // the new one is safe on the disk, it only lacks its name
        });
    }

    /** Gives a whole checkpoint a second name, in the place of an older one; there is a whole one at every moment. */
    private static void keep(Path file, Path previous) throws IOException {
        if (!Files.exists(file) || (Files.exists(previous) && Files.isSameFile(file, previous))) return;
        try {
            read(file, null).close();
        } catch (IOException corrupt) {
            return; // must not take the place of one that is whole
        }
        AtomicFile.produce(previous, part -> link(file, part));
    }

    private static void link(Path file, Path part) throws IOException {
        try {
            Files.createLink(part, file);
        } catch (FileSystemException | UnsupportedOperationException e) { // a file system without links
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Opens a checkpoint and compares its checksum.
     *
     * @throws IOException naming the file and what is wrong: missing, cut off, corrupt, no checkpoint, or of a newer
     *     version; and the previous checkpoint, if there is one
     */
    public static Checkpoint open(Path file) throws IOException {
        try {
            return read(file, null);
        } catch (IOException e) {
            if (!Files.exists(previous(file))) throw e;
            throw new IOException(e.getMessage() + "; the one before it is " + previous(file), e);
        }
    }

    /**
     * Opens a checkpoint, or the previous one if it cannot be read; {@link #fault} tells which.
     *
     * @throws IOException if neither can be read
     */
    public static Checkpoint openOrPrevious(Path file) throws IOException {
        try {
            return read(file, null);
        } catch (IOException e) {
            try {
                return read(previous(file), e);
            } catch (IOException second) {
                e.addSuppressed(second);
                throw e;
            }
        }
    }

    private static Checkpoint read(Path file, @Nullable IOException fault) throws IOException {
        Safetensors tensors = Safetensors.open(file);
        try {
            verify(tensors);
            return new Checkpoint(tensors, fault);
        } catch (Throwable e) {
            tensors.close();
            throw e;
        }
    }

    private static void verify(Safetensors tensors) throws IOException {
        Path file = tensors.file();
        String version = tensors.metadata().get(FORMAT);
        if (version == null) throw new IOException(file + ": not a checkpoint, its metadata has no " + FORMAT);
        if (!version.equals(String.valueOf(VERSION))) {
            throw new IOException(
                    "%s: checkpoint of version %s, this program reads %d".formatted(file, version, VERSION));
        }
        MemorySegment mapped = tensors.mapped();
        byte[] json = Safetensors.headerBytes(file, mapped);
        int digits = SafetensorsWriter.checksumDigits(json);
        String wanted = tensors.metadata().get(CHECKSUM);
        if (digits < 0 || wanted == null || wanted.length() != ALGORITHM.length() + ZEROS.length()) {
            throw new IOException(file + ": checkpoint without a checksum in its metadata");
        }
        Arrays.fill(json, digits, digits + ZEROS.length(), (byte) '0');
        CRC32C crc = new CRC32C();
        crc.update(mapped.asSlice(0, 8).asByteBuffer());
        crc.update(json);
        Chunks.forward(mapped.asSlice(8L + json.length), (ByteBuffer bytes) -> crc.update(bytes));
        String found = ALGORITHM + digits(crc);
        if (!found.equals(wanted)) {
            throw new IOException(
                    "%s: checkpoint is corrupt, its checksum should be %s and is %s".formatted(file, wanted, found));
        }
    }

    /** A checksum as it is written. */
    static String digits(CRC32C crc) {
        return "%08x".formatted(crc.getValue());
    }

    /** Why the current checkpoint could not be read and this is the previous one; null if this is the current one. */
    public @Nullable IOException fault() {
        return fault;
    }

    /** The file this was read from. */
    public Path file() {
        return tensors.file();
    }

    /** Names of the tensors. */
    public SequencedSet<String> names() {
        return tensors.names();
    }

    /** The strings given to {@link #save}. */
    public SequencedMap<String, String> metadata() {
        return Collections.unmodifiableSequencedMap(metadata);
    }

    /**
     * One of the strings.
     *
     * @throws IOException naming the file, if it has none of this key
     */
    public String metadata(String key) throws IOException {
        String value = metadata.get(key);
        if (value == null) throw new IOException(file() + ": checkpoint has no " + key);
        return value;
    }

    /**
     * A tensor, not to be used once this is closed.
     *
     * @throws IOException naming the file, if it has no tensor of this name
     */
    public HostTensor tensor(String name) throws IOException {
        return tensors.tensor(name);
    }

    /**
     * Overwrites tensors with the values saved under their names; other tensors of the file are left alone. All are
     * looked at before the first one is changed.
     *
     * @throws IOException naming the file and the tensor, if one is missing or has another shape or type
     */
    public void restore(Map<String, Tensor> targets) throws IOException {
        for (Map.Entry<String, Tensor> target : targets.entrySet()) {
            HostTensor saved = tensors.tensor(target.getKey());
            Shape shape = target.getValue().shape();
            DType dtype = target.getValue().dtype();
            if (!saved.shape().equals(shape) || saved.dtype() != dtype) {
                throw new IOException(
                        "%s: tensor %s is %s, wanted %s %s".formatted(file(), target.getKey(), saved, dtype, shape));
            }
        }
        for (Map.Entry<String, Tensor> target : targets.entrySet()) {
            tensors.tensor(target.getKey()).copyTo(target.getValue());
        }
    }

    /** Unmaps the file; its tensors must not be used any more. */
    @Override
    public void close() {
        tensors.close();
    }
}
