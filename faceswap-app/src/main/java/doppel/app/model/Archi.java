package doppel.app.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A DeepFaceLab architecture, written {@code df}, {@code liae}, {@code liae-ud} and so on.
 *
 * @param kind how codes and decoders are put together
 * @param normalised option u: the code is divided by its root mean square
 * @param doubled option d: decoders work at half the resolution and paint four interleaved pictures
 * @param deep option t: five halvings and residual blocks in the encoder, one more doubling in the decoder
 * @param cosine option c: {@code x cos(x)} in place of leaky ReLU
 */
public record Archi(Kind kind, boolean normalised, boolean doubled, boolean deep, boolean cosine) {
    private static final Pattern FORM = Pattern.compile("(df|liae)(?:-([udtc]{1,4}))?");

    /** How source and destination share a network. */
    public enum Kind {
        /** One code for both, a decoder each. */
        DF,
        /** A shared and a destination code, one decoder. */
        LIAE
    }

    /**
     * Reads an architecture; letters in any order and case.
     *
     * @throws IllegalArgumentException if it is not {@code df} or {@code liae}, or an option is unknown or repeated
     */
    public static Archi parse(String text) {
        var match = FORM.matcher(text.toLowerCase(Locale.ROOT));
        String options = match.matches() && match.group(2) != null ? match.group(2) : "";
        if (!match.matches() || options.chars().distinct().count() != options.length()) {
            throw new IllegalArgumentException(
                    "architecture: wanted df or liae, then perhaps - and some of u, d, t, c, got " + text);
        }
        return new Archi(
                Kind.valueOf(match.group(1).toUpperCase(Locale.ROOT)),
                options.contains("u"),
                options.contains("d"),
                options.contains("t"),
                options.contains("c"));
    }

    /** Resolutions must be whole multiples of this, in pixels. */
    public int resolutionStep() {
        return doubled || deep ? 32 : 16;
    }

    /** Edge of the map that the inter's dense layer makes, in pixels. */
    public int low(int resolution) {
        return resolution / (doubled ? 32 : 16);
    }

    /** Edge of the encoder's last map, in pixels. */
    public int encoded(int resolution) {
        return resolution / (deep ? 32 : 16);
    }

    @Override
    public String toString() {
        String options = (normalised ? "u" : "") + (doubled ? "d" : "") + (deep ? "t" : "") + (cosine ? "c" : "");
        return kind.name().toLowerCase(Locale.ROOT) + (options.isEmpty() ? "" : "-" + options);
    }
}
