package doppel.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces files so that a reader, or the next run after a kill, finds the old content or the new one and nothing
 * between: the content goes into a hidden sibling {@code .NAME.PID-N.part}, is forced to the disk, and takes the name
 * in one step. What fails on the way is deleted, and the error names the file and the cause. A killed process may leave
 * a sibling behind.
 */
public final class AtomicFile {
    /** How the name of a sibling ends, before the suffix that {@link #produce} adds. */
    public static final String PART = ".part";

    private static final AtomicLong COUNTER = new AtomicLong();

    private AtomicFile() {}

    /** Fills an open file, which is closed by the caller of this function. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything; an exception leaves the old file as it was. */
        void writeTo(FileChannel out) throws IOException;
    }

    /** Makes a file at a path, for writers that want a name rather than a channel. */
    @FunctionalInterface
    public interface Production {
        /** Creates or fills {@code part}; an exception leaves the old file as it was. */
        void produce(Path part) throws IOException;
    }

    /**
     * Creates or replaces a file with what {@code content} writes.
     *
     * @throws IOException if the folder is missing or not writable; the old file stays. What {@code content} itself
     *     throws comes through unchanged: a writer names the file with {@link #cannotWrite}
     */
    public static void write(Path file, Content content) throws IOException {
        replace(file, sibling(file, PART), part -> {
            try (FileChannel out = open(file, part)) {
                content.writeTo(out);
            }
        });
    }

    /**
     * Creates or replaces a file by way of a sibling with the same suffix, for libraries that choose a format by name.
     *
     * @throws IOException if the sibling was not produced or cannot take the name; the old file stays. What
     *     {@code production} itself throws comes through unchanged
     */
    public static void produce(Path file, Production production) throws IOException {
        replace(file, sibling(file, PART + suffix(file)), production);
    }

    /** {@code FILE: cannot be written, CAUSE}, with the cause in words a user can act on. */
    public static IOException cannotWrite(Path file, IOException cause) {
        return new IOException(file + ": cannot be written, " + reason(cause), cause);
    }

    /** {@code FILE: cannot be read, CAUSE}, with the cause in words a user can act on. */
    static IOException cannotRead(Path file, IOException cause) {
        String reason = cause instanceof NoSuchFileException ? "no such file" : reason(cause);
        return new IOException(file + ": cannot be read, " + reason, cause);
    }

    /** Writes all that remains in {@code bytes}. */
    static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) out.write(bytes);
    }

    private static void replace(Path file, Path part, Production production) throws IOException {
        if (Files.isDirectory(file)) throw new IOException(file + ": cannot be written, it is a folder");
        try {
            production.produce(part);
            try {
                force(part, StandardOpenOption.WRITE);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw cannotWrite(file, e);
            }
        } catch (Throwable e) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        forceFolder(file);
    }

    private static FileChannel open(Path file, Path part) throws IOException {
        try {
            return FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static void force(Path path, OpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    private static void forceFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) return;
        try {
            force(folder, StandardOpenOption.READ);
        } catch (IOException unsupported) {
            // Windows cannot open folders; the file is whole there too, only its name may be lost with the power
        }
    }

    private static Path sibling(Path file, String ending) {
        String unique = ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
        return file.resolveSibling("." + file.getFileName() + "." + unique + ending);
    }

    private static String suffix(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NotDirectoryException _ -> "its folder is a file";
            case FileAlreadyExistsException _ -> "its temporary sibling exists";
            case NoSuchFileException _ -> "its folder does not exist";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> {
                String message = e.getMessage();
                yield message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
            }
        };
    }
}
