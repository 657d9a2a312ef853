package doppel.app.mark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** What our files say of how they were made. */
public final class Marks {
    private static final String SYSTEM = "Doppel";

    private Marks() {}

    /** Of a frame or clip in which some model swapped faces. */
    public static Mark swapped() {
        return new Mark(SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA, SYSTEM, version(), "", Instant.now());
    }

    /**
     * Of a frame or clip in which this model swapped faces.
     *
     * @param model the model's file
     * @throws IOException if it cannot be read
     */
    public static Mark swapped(Path model) throws IOException {
        return new Mark(
                SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA, SYSTEM, version(), hash(model), Instant.now());
    }

    /** Of pictures side by side, some of them made by a model. */
    public static Mark sheet() {
        return new Mark(SourceType.COMPOSITE_SYNTHETIC, SYSTEM, version(), "", Instant.now());
    }

    /** The program's version; {@code development} when it does not run from its jar. */
    public static String version() {
        String version = Marks.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[1 << 16];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) digest.update(chunk, 0, n);
            return HexFormat.of().formatHex(digest.digest()).substring(0, Mark.HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
