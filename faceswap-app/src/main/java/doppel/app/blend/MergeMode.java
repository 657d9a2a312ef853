package doppel.app.blend;

/** How a swapped face is put into the frame. Names are DeepFaceLab's. */
public enum MergeMode {
    /** The frame as it was; only the mask is of interest. */
    ORIGINAL("original"),
    /** The face over the frame, weighted by the mask. */
    OVERLAY("overlay"),
    /** As {@link #OVERLAY}, after the face has taken on the histograms of the original face. */
    HIST_MATCH("hist-match"),
    /** Gradients of the face continued from the frame's colours (Poisson cloning), then weighted by the mask. */
    SEAMLESS("seamless"),
    /** As {@link #SEAMLESS}, then matched to the histograms of the original face. */
    SEAMLESS_HIST_MATCH("seamless-hist-match"),
    /** The whole square of the prediction, no mask, no corrections. */
    RAW_RGB("raw-rgb");

    private final String fileName;

    MergeMode(String fileName) {
        this.fileName = fileName;
    }

    /** The name on command lines and in files, such as {@code hist-match}. */
    public String fileName() {
        return fileName;
    }

    boolean isSeamless() {
        return this == SEAMLESS || this == SEAMLESS_HIST_MATCH;
    }

    /**
     * Reads the name used on command lines and in files.
     *
     * @throws IllegalArgumentException if no mode has that name
     */
    public static MergeMode parse(String fileName) {
        for (MergeMode mode : values()) if (mode.fileName.equals(fileName)) return mode;
        throw new IllegalArgumentException("merge mode: unknown name " + fileName);
    }
}
