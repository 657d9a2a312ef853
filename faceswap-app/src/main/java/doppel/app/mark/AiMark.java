package doppel.app.mark;

import doppel.app.project.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Marks files as made with a model, and reads such marks. PNG, JPEG, MP4 and MOV files carry the mark inside; beside
 * any other file lies a file {@code NAME.EXT.xmp}. Nothing may change a file after it was marked: encoders and FFmpeg
 * drop what they do not know.
 */
public final class AiMark {
    /** Room in which other programs may change a packet without moving the rest of the file. */
    private static final int PADDING_BYTES = 2048;

    private AiMark() {}

    /**
     * What marking did.
     *
     * @param carrier the marked file, or the file beside it that carries the mark
     * @param warnings what the user should know; may be empty
     */
    public record Result(Path carrier, List<String> warnings) {}

    /**
     * Marks a file, or marks it anew. What other programs said in the file's XMP stays. The file is replaced whole,
     * after the new one has been read back; on failure it stays as it was.
     *
     * @throws IOException if the file is damaged or cannot be replaced
     */
    public static Result mark(Path file, Mark mark) throws IOException {
        return mark(file, null, mark);
    }

    /**
     * Marks a file made from another, whose XMP is carried over if the file has none of its own.
     *
     * @param origin the clip or picture that was changed; its XMP may be missing or damaged; a folder of pictures has
     *     none
     * @throws IOException likewise
     */
    public static Result mark(Path file, @Nullable Path origin, Mark mark) throws IOException {
        List<String> warnings = new ArrayList<>();
        try (FileChannel old = open(file)) {
            Container container = Container.of(old);
            if (container == null) return markBeside(file, origin, mark, warnings);
            Mark said;
            List<Container.Piece> pieces;
            try {
                XmpPacket xmp = merged(container.packets(old), origin, warnings);
                said = xmp.set(mark);
                pieces = container.with(old, fitted(xmp, container.packetLimit()));
            } catch (IOException e) {
                throw new IOException(file + ": cannot be marked, " + e.getMessage(), e);
            }
            AtomicFiles.produce(file, part -> {
                try (OutputStream out =
                        Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    Container.write(old, pieces, out);
                } catch (IOException e) {
                    throw AtomicFiles.cannotWrite(file, e);
                }
                readBack(part, file, said);
            });
            return new Result(file, List.copyOf(warnings));
        }
    }

    /**
     * The mark of a file, in it or beside it; empty if there is none, or it lacks source type, system or date.
     *
     * @throws IOException if the file is damaged or cannot be read
     */
    public static Optional<Mark> read(Path file) throws IOException {
        List<byte[]> packets;
        try (FileChannel channel = open(file)) {
            Container container = Container.of(channel);
            packets = container == null ? packetsBeside(file) : container.packets(channel);
        } catch (IOException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(file.toString())
                    ? e
                    : new IOException(file + ": " + e.getMessage(), e);
        }
        if (packets.isEmpty()) return Optional.empty();
        try {
            return XmpPacket.parse(packets.getFirst()).mark();
        } catch (IOException damaged) {
            return Optional.empty(); // as other readers see it: no mark
        }
    }

    /** The file that carries the mark of one that cannot: {@code NAME.EXT.xmp}. */
    public static Path sidecar(Path file) {
        return file.resolveSibling(file.getFileName() + ".xmp");
    }

    private static Result markBeside(Path file, @Nullable Path origin, Mark mark, List<String> warnings)
            throws IOException {
        Path sidecar = sidecar(file);
        XmpPacket xmp = merged(packetsBeside(file), origin, warnings);
        Mark said = xmp.set(mark);
        byte[] packet = xmp.bytes(PADDING_BYTES);
        if (!XmpPacket.parse(packet).mark().equals(Optional.of(said)))
            throw new IOException(sidecar + ": the mark cannot be read back");
        AtomicFiles.write(sidecar, packet);
        warnings.add("%s: this kind of file cannot carry a mark; it lies beside it in %s, keep the two together"
                .formatted(file, sidecar.getFileName()));
        return new Result(sidecar, List.copyOf(warnings));
    }

    private static List<byte[]> packetsBeside(Path file) throws IOException {
        Path sidecar = sidecar(file);
        if (!Files.isRegularFile(sidecar) || Files.size(sidecar) > Container.MAX_PACKET_BYTES) return List.of();
        return List.of(Files.readAllBytes(sidecar));
    }

    /** What to add the mark to: the file's own packet, else its origin's, else a new one. */
    private static XmpPacket merged(List<byte[]> packets, @Nullable Path origin, List<String> warnings)
            throws IOException {
        if (!packets.isEmpty()) {
            try {
                return XmpPacket.parse(packets.getFirst());
            } catch (IOException damaged) {
                warnings.add("the file's XMP was damaged and is replaced (" + damaged.getMessage() + ")");
                return XmpPacket.fresh();
            }
        }
        if (origin == null || Files.isDirectory(origin)) return XmpPacket.fresh();
        try (FileChannel channel = open(origin)) {
            Container container = Container.of(channel);
            List<byte[]> carried = container == null ? packetsBeside(origin) : container.packets(channel);
            return carried.isEmpty() ? XmpPacket.fresh() : XmpPacket.parse(carried.getFirst());
        } catch (IOException unreadable) {
            warnings.add("%s: its XMP could not be carried over (%s)".formatted(origin, unreadable.getMessage()));
            return XmpPacket.fresh();
        }
    }

    /** With full padding, with what padding there is room for, or without thumbnails and histories. */
    private static byte[] fitted(XmpPacket xmp, int limit) throws IOException {
        byte[] packet = xmp.bytes(PADDING_BYTES);
        if (packet.length <= limit) return packet;
        int bare = packet.length - PADDING_BYTES;
        if (bare <= limit) return xmp.bytes(limit - bare);
        for (XmpName bulky : List.of(XmpName.THUMBNAILS, XmpName.HISTORY, XmpName.PHOTOSHOP_HISTORY)) xmp.remove(bulky);
        packet = xmp.bytes(0);
        if (packet.length > limit)
            throw new IOException("its XMP takes %d bytes, at most %d fit".formatted(packet.length, limit));
        return packet;
    }

    private static void readBack(Path part, Path file, Mark said) throws IOException {
        try (FileChannel channel = open(part)) {
            Container container = Container.of(channel);
            List<byte[]> packets = container == null ? List.of() : container.packets(channel);
            if (packets.size() == 1
                    && XmpPacket.parse(packets.getFirst()).mark().equals(Optional.of(said))) return;
        }
        throw new IOException(file + ": the mark cannot be read back, the file stays unmarked");
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        }
    }
}
