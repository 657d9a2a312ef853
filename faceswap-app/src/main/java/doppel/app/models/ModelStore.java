package doppel.app.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds model files: in the folder that the user names, then in {@code DOPPEL_MODELS}, then in the user's own
 * {@code $XDG_DATA_HOME/doppel/models}, by default {@code ~/.local/share/doppel/models}. A file counts only if its
 * SHA-256 is the one that {@link ModelFile} states. Nothing is ever downloaded.
 */
public final class ModelStore {
    private final List<Path> folders;

    private ModelStore(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /**
     * The store of this user.
     *
     * @param named the folder of the option {@code --models}; null if it was not given
     * @throws IOException if that folder does not exist
     */
    public static ModelStore open(@Nullable Path named) throws IOException {
        return of(named, System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    /**
     * As {@link #open}, for another environment and home folder.
     *
     * @throws IOException if the named folder does not exist
     */
    public static ModelStore of(@Nullable Path named, Map<String, String> environment, Path home) throws IOException {
        if (named != null && !Files.isDirectory(named)) {
            throw new NoSuchFileException("models: no such folder: " + named);
        }
        List<Path> folders = new ArrayList<>();
        if (named != null) folders.add(named);
        String variable = environment.getOrDefault("DOPPEL_MODELS", "");
        if (!variable.isEmpty()) folders.add(Path.of(variable));
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        Path own = data.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(data);
        folders.add(own.resolve("doppel").resolve("models"));
        return new ModelStore(folders);
    }

    /** Where files are looked for, first one first. */
    public List<Path> folders() {
        return folders;
    }

    /**
     * Looks for a file and checks it.
     *
     * @throws IOException if there is one that cannot be read
     */
    public ModelState look(ModelFile file) throws IOException {
        Path path = path(file);
        if (path == null) return new ModelState(file, null, missing(file));
        return new ModelState(file, path, fault(file, path, Files.size(path) == file.bytes() ? bytes(path) : null));
    }

    /**
     * The contents of a file.
     *
     * @throws IOException if it is not there, cannot be read or is another one; the message says what helps
     */
    public byte[] read(ModelFile file) throws IOException {
        Path path = path(file);
        if (path == null) throw new NoSuchFileException(missing(file));
        byte[] bytes = Files.size(path) == file.bytes() ? bytes(path) : null;
        String fault = fault(file, path, bytes);
        if (bytes == null || fault != null) throw new IOException(fault);
        return bytes;
    }

    private @Nullable Path path(ModelFile file) {
        for (Path folder : folders) {
            Path path = folder.resolve(file.fileName());
            if (Files.exists(path)) return path;
        }
        return null;
    }

    private static byte[] bytes(Path path) throws IOException {
        if (!Files.isReadable(path))
            throw new IOException("models: " + path + " may not be read, check its permissions");
        return Files.readAllBytes(path);
    }

    private String missing(ModelFile file) {
        return "%s: no %s in %s; get it from %s (licence: %s) and put it into one of these folders"
                .formatted(
                        file.title(),
                        file.fileName(),
                        folders.stream().map(Path::toString).collect(Collectors.joining(", ")),
                        file.source(),
                        file.licence());
    }

    /** What is wrong with a file; bytes are null if already its size is not the right one. */
    private static @Nullable String fault(ModelFile file, Path path, byte @Nullable [] bytes) throws IOException {
        String came = bytes == null ? Files.size(path) + " bytes" : "sha-256 " + digest(bytes);
        String wanted = bytes == null ? file.bytes() + " bytes" : "sha-256 " + file.sha256();
        if (bytes != null && came.equals(wanted)) return null;
        return "%s: %s is not the file that was tested: wanted %s, got %s; get it again from %s (licence: %s)"
                .formatted(file.title(), path, wanted, came, file.source(), file.licence());
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "models in " + folders;
    }
}
