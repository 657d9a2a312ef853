package doppel.app.project;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes files so that a reader, or the next run after a kill, finds the old content or the new one and nothing between:
 * the content goes into a hidden sibling {@code .NAME.PID-N.part}, is forced to the disk, and takes the name in one
 * step. What fails on the way is deleted, and the error names the file and the cause. A killed process may leave a
 * sibling behind; {@link #removeLeftovers} clears them.
 */
public final class AtomicFiles {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String PART = ".part";
    private static final AtomicLong COUNTER = new AtomicLong();

    private AtomicFiles() {}

    /** Fills a stream; the stream is buffered and closed by the caller of this function. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything; an exception leaves the old file as it was. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes a file at a path, for writers that want a name rather than a stream. */
    @FunctionalInterface
    public interface Production {
        /** Creates or fills {@code part}; an exception leaves the old file as it was. */
        void produce(Path part) throws IOException;
    }

    /**
     * Creates or replaces a file.
     *
     * @throws IOException if the folder is missing or not writable, or the disk is full; the old file stays
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, out -> out.write(content));
    }

    /**
     * Creates or replaces a file with what {@code content} writes.
     *
     * @throws IOException if the folder is missing or not writable, or the disk is full; the old file stays. What
     *     {@code content} itself throws comes through unchanged
     */
    public static void write(Path file, Content content) throws IOException {
        replace(file, sibling(file, PART), part -> {
            try (OutputStream out = new BufferedOutputStream(new NamingStream(file, open(file, part)), BUFFER_BYTES)) {
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

    /**
     * Deletes the siblings that killed processes left in a folder; none if the folder does not exist. Only for whoever
     * knows that nobody else writes there.
     *
     * @return how many there were
     */
    public static int removeLeftovers(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return 0;
        int removed = 0;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*" + PART + "*")) {
            for (Path part : parts) {
                if (Files.isRegularFile(part) && Files.deleteIfExists(part)) removed++;
            }
        }
        return removed;
    }

    /** {@code FILE: cannot be written, CAUSE}, with the cause in words a user can act on. */
    public static IOException cannotWrite(Path file, IOException cause) {
        return new IOException(file + ": cannot be written, " + reason(cause), cause);
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

    private static OutputStream open(Path file, Path part) throws IOException {
        try {
            return Channels.newOutputStream(
                    FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static void force(Path path, StandardOpenOption mode) throws IOException {
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

    /** Adds the file's name to what the disk says. */
    private static final class NamingStream extends OutputStream {
        private final Path file;
        private final OutputStream out;

        NamingStream(Path file, OutputStream out) {
            this.file = file;
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw cannotWrite(file, e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (IOException e) {
                throw cannotWrite(file, e);
            }
        }
    }
}
