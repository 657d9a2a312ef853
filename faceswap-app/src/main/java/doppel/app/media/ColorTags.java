package doppel.app.media;

/**
 * What a clip says about its colours, in the code points of ITU-T H.273; 2 is "unspecified".
 *
 * @param primaries 1 is BT.709, 5 and 6 are BT.601, 9 is BT.2020
 * @param transfer 1 and 6 are the curve of BT.709 and BT.601, 16 is PQ, 18 is HLG
 * @param matrix from RGB to YUV: 1 is BT.709, 5 and 6 are BT.601, 9 is BT.2020
 * @param fullRange luma covers 0..255, else 16..235
 */
public record ColorTags(int primaries, int transfer, int matrix, boolean fullRange) {
    /** A clip that says nothing. */
    public static final ColorTags UNSPECIFIED = new ColorTags(2, 2, 2, false);

    /** High definition. */
    public static final ColorTags BT709 = new ColorTags(1, 1, 1, false);

    /** Standard definition with 525 lines. */
    public static final ColorTags BT601 = new ColorTags(6, 6, 6, false);

    private static final int UNKNOWN = 2;

    /** What players take for a clip of this size that says nothing: BT.709 from high definition on. */
    public static ColorTags usualFor(int width, int height) {
        return Math.max(width, height) >= 1280 || Math.min(width, height) > 576 ? BT709 : BT601;
    }

    /**
     * The matrix to compute with: the one named, or the usual one for the size where none is named or the named one is
     * not linear in 8 bits (YCgCo, ICtCp, constant luminance).
     */
    int effectiveMatrix(int width, int height) {
        return isKnownMatrix() ? matrix : usualFor(width, height).matrix;
    }

    /** These tags for a clip written with {@link #effectiveMatrix}: unsupported matrices give way to that one. */
    ColorTags written(int width, int height) {
        return isKnownMatrix() || matrix == UNKNOWN
                ? this
                : new ColorTags(primaries, transfer, effectiveMatrix(width, height), fullRange);
    }

    private boolean isKnownMatrix() {
        return switch (matrix) {
            case 1, 4, 5, 6, 7, 9 -> true;
            default -> false;
        };
    }
}
