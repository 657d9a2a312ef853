package doppel.bindings.libraries;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The per-user folder into which shared libraries are unpacked, once per version and checksum. A file that is there
 * is trusted only if its size and CRC-32 are those of the archive. New files are written under another name and then
 * renamed, so two processes at once both end with whole files; which of them wrote is of no matter.
 *
 * @param root where all of it lies
 */
record LibraryCache(Path root) {
    private static final String PART = ".part";
    private static final Duration ABANDONED = Duration.ofHours(1); // unpacking takes a second

    /** Size and CRC-32 of a file's content. */
    private record Content(long size, long crc) {}

    /**
     * {@code $DOPPEL_CACHE}, or {@code $XDG_CACHE_HOME/doppel}, or {@code ~/.cache/doppel}.
     *
     * @param variables environment variables by name
     */
    static Path root(Function<String, @Nullable String> variables) {
        String own = variables.apply("DOPPEL_CACHE");
        if (own != null && !own.isEmpty()) return Path.of(own).toAbsolutePath();
        String xdg = variables.apply("XDG_CACHE_HOME");
        if (xdg != null && Path.of(xdg).isAbsolute()) return Path.of(xdg, "doppel");
        return Path.of(System.getProperty("user.home"), ".cache", "doppel");
    }

    /**
     * Makes sure that all files lie, whole, in one folder.
     *
     * @param key start of the folder's name: library, version, platform; the checksum of the contents is appended
     * @param files the first is the one to be opened, and is written last
     * @return the folder
     */
    Path unpack(String key, List<URL> files) throws IOException {
        List<Content> contents = new ArrayList<>();
        CRC32 all = new CRC32();
        for (URL file : files) {
            Content content = content(file);
            contents.add(content);
            all.update(content.toString().getBytes(UTF_8));
        }
        Path folder = root.resolve("native").resolve(key + "-%08x".formatted(all.getValue()));
        for (int i = files.size() - 1; i >= 0; i--) {
            Path target = folder.resolve(fileName(files.get(i)));
            if (!isWhole(target, contents.get(i))) write(files.get(i), contents.get(i), target);
        }
        return folder;
    }

    private static String fileName(URL url) {
        String path = url.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** An archive knows both numbers without unpacking. */
    private static Content content(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false); // else the archive stays open
        if (connection instanceof JarURLConnection jar) {
            try (var archive = jar.getJarFile()) {
                ZipEntry entry = archive.getEntry(jar.getEntryName());
                if (entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0) {
                    return new Content(entry.getSize(), entry.getCrc());
                }
            }
        }
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(url.openStream(), crc)) {
            long size = in.transferTo(OutputStream.nullOutputStream());
            return new Content(size, crc.getValue());
        }
    }

    private static boolean isWhole(Path file, Content wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != wanted.size()) return false;
            CRC32 crc = new CRC32();
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            while (channel.read(buffer) >= 0) {
                crc.update(buffer.flip());
                buffer.clear();
            }
            return crc.getValue() == wanted.crc();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void write(URL source, Content wanted, Path target) throws IOException {
        Path folder = Files.createDirectories(target.resolveSibling(".").normalize());
        deleteAbandoned(folder);
        Path part = folder.resolve(target.getFileName() + "." + UUID.randomUUID() + PART);
        try {
            URLConnection connection = source.openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, part);
            }
            if (!isWhole(part, wanted)) {
                throw new IOException(part + " is not what was written: wanted " + wanted + "; the disk may be full");
            }
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IOException(folder + " is on a file system without atomic rename", e);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Parts left behind by processes that were killed. */
    private static void deleteAbandoned(Path folder) throws IOException {
        FileTime limit = FileTime.from(Instant.now().minus(ABANDONED));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
            for (Path part : parts) {
                if (lastWritten(part).compareTo(limit) < 0) Files.deleteIfExists(part);
            }
        }
    }

    private static FileTime lastWritten(Path part) throws IOException {
        try {
            return Files.getLastModifiedTime(part);
        } catch (NoSuchFileException e) { // its writer has just renamed it
            return FileTime.from(Instant.now());
        }
    }
}
