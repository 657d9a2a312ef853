package doppel.app.mark;

import java.util.Optional;

/** How a picture or clip was made, as IPTC's Digital Source Type names it, for what has a model in it. */
public enum SourceType {
    /** Existing footage in which a model replaced a region, such as a face. */
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA(
            "compositeWithTrainedAlgorithmicMedia", "A face was replaced with artificial intelligence."),
    /** All of it made by a model. */
    TRAINED_ALGORITHMIC_MEDIA("trainedAlgorithmicMedia", "Made with artificial intelligence."),
    /** Pictures side by side, some of them made by a model, as in a preview sheet. */
    COMPOSITE_SYNTHETIC("compositeSynthetic", "Pictures side by side, some of them made with artificial intelligence.");

    private static final String PREFIX = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    private final String code;
    private final String sentence;

    SourceType(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    /** The URI that files carry. */
    public String uri() {
        return PREFIX + code;
    }

    /** One sentence for people. */
    public String sentence() {
        return sentence;
    }

    /** The type with that URI. */
    public static Optional<SourceType> withUri(String uri) {
        for (SourceType type : values()) if (type.uri().equals(uri)) return Optional.of(type);
        return Optional.empty();
    }
}
