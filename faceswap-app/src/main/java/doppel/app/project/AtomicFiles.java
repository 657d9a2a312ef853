package doppel.app.project;

import doppel.tensor.io.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes files by {@link AtomicFile}, through streams, so that a reader, or the next run after a kill, finds the old
 * content or the new one and nothing between: the content goes into a hidden sibling {@code .NAME.PID-N.part}, is
 * forced to the disk, and takes the name in one step. What fails on the way is deleted, and the error names the file
 * and the cause. A killed process may leave a sibling behind; {@link #removeLeftovers} clears them.
 */
public final class AtomicFiles {
    private static final int BUFFER_BYTES = 1 << 16;

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
        AtomicFile.write(file, channel -> {
            OutputStream naming = new NamingStream(file, Channels.newOutputStream(channel));
            try (OutputStream out = new BufferedOutputStream(naming, BUFFER_BYTES)) {
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
        AtomicFile.produce(file, production::produce);
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
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*" + AtomicFile.PART + "*")) {
            for (Path part : parts) {
                if (Files.isRegularFile(part) && Files.deleteIfExists(part)) removed++;
            }
        }
        return removed;
    }

    /** {@code FILE: cannot be written, CAUSE}, with the cause in words a user can act on. */
    public static IOException cannotWrite(Path file, IOException cause) {
        return AtomicFile.cannotWrite(file, cause);
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
