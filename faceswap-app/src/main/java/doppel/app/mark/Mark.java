package doppel.app.mark;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * What a file says of how it was made.
 *
 * @param sourceType how
 * @param system name of the program
 * @param version its version
 * @param modelHash the first 12 hexadecimal digits of the SHA-256 of the model's file, in lower case; empty if no model
 *     file is known
 * @param time when, to the second
 */
public record Mark(SourceType sourceType, String system, String version, String modelHash, Instant time) {
    /** Digits of a model's hash that are kept. */
    public static final int HASH_DIGITS = 12;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{12}");

    /** @throws IllegalArgumentException if the hash has another form, or the system has no name */
    public Mark {
        if (!modelHash.isEmpty() && !HASH.matcher(modelHash).matches())
            throw new IllegalArgumentException("mark: 12 hexadecimal digits of a model wanted, got " + modelHash);
        system = printable(system);
        version = printable(version);
        if (system.isEmpty()) throw new IllegalArgumentException("mark: the system needs a name");
        time = time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Version, a space, and the model's hash if there is one. */
    String versionUsed() {
        return modelHash.isEmpty() ? version : version + " " + modelHash;
    }

    /** Undoes {@link #versionUsed}. */
    static Mark of(SourceType type, String system, String versionUsed, Instant time) {
        int space = versionUsed.lastIndexOf(' ');
        String last = versionUsed.substring(space + 1);
        if (space < 0 || !HASH.matcher(last).matches()) return new Mark(type, system, versionUsed, "", time);
        return new Mark(type, system, versionUsed.substring(0, space), last, time);
    }

    /** One line, without what XML 1.0 cannot hold. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> c >= 0x20 && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF)
                .forEach(out::appendCodePoint);
        return out.toString().strip();
    }
}
