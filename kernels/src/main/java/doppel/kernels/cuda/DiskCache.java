package doppel.kernels.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Results of slow compilations, each under the SHA-256 of all that it was made of. A file begins with the SHA-256 of
 * the rest, so one that is damaged is not taken; it is written beside and renamed. A folder that cannot be written to
 * costs time and nothing else.
 *
 * @param folder may not exist yet
 */
public record DiskCache(Path folder) {
    private static final int DIGEST = 32;
    private static final long MOST_BYTES = 256L << 20;

    /**
     * What was put under the same parts.
     *
     * @param kind ending of the file's name
     */
    Optional<byte[]> get(String kind, List<String> parts) {
        Path file = file(kind, parts);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) return Optional.empty();
            byte[] all = Files.readAllBytes(file);
            if (all.length < DIGEST) return Optional.empty();
            byte[] content = Arrays.copyOfRange(all, DIGEST, all.length);
            byte[] digest = Arrays.copyOf(all, DIGEST);
            return MessageDigest.isEqual(sha256().digest(content), digest) ? Optional.of(content) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is made anew
        }
    }

    /** Keeps something, if the folder can be written to. */
    void put(String kind, List<String> parts, byte[] content) {
        Path file = file(kind, parts);
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "", ".part");
            try {
                byte[] all = Arrays.copyOf(sha256().digest(content), DIGEST + content.length);
                System.arraycopy(content, 0, all, DIGEST, content.length);
                Files.write(part, all);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            return; // the next process makes it anew
        }
    }

    private Path file(String kind, List<String> parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update((bytes.length + ":").getBytes(UTF_8)); // two lists of parts never read the same
            digest.update(bytes);
        }
        return folder.resolve(HexFormat.of().formatHex(digest.digest()) + "." + kind);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
