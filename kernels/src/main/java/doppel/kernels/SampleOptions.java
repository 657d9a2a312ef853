package doppel.kernels;

/**
 * How a picture is read at places between its pixels, as PyTorch's {@code grid_sample} does. A coordinate of -1 to 1
 * spans the picture; with {@code s} pixels along an axis it lies at pixel {@code (g + 1) / 2 * (s - 1)} if corners are
 * aligned, else at {@code ((g + 1) * s - 1) / 2}.
 *
 * @param filter what is made of the pixels around a place
 * @param border what lies beyond the picture
 * @param alignCorners whether -1 and 1 are the middles of the outermost pixels rather than their outer edges
 */
public record SampleOptions(Filter filter, Border border, boolean alignCorners) {
    /** Bilinear, zeros beyond the picture, -1 and 1 its outer edges: PyTorch's defaults. */
    public static final SampleOptions DEFAULT = new SampleOptions(Filter.BILINEAR, Border.ZEROS, false);

    /** What is made of the pixels around a place. */
    public enum Filter {
        /** The four neighbours, weighed by how near they are. */
        BILINEAR,
        /** The nearest pixel, of two equally near ones the one with the even number; no gradient of places. */
        NEAREST
    }

    /** What lies beyond a picture. */
    public enum Border {
        /** Zeros: each pixel outside counts as 0. */
        ZEROS,
        /** The outermost pixels: places are moved to the nearest pixel of the picture. */
        EDGE,
        /**
         * The picture mirrored, about the middles of the outermost pixels if corners are aligned, else about their
         * outer edges; then as {@link #EDGE}.
         */
        REFLECTION
    }

    public SampleOptions withFilter(Filter filter) {
        return new SampleOptions(filter, border, alignCorners);
    }

    public SampleOptions withBorder(Border border) {
        return new SampleOptions(filter, border, alignCorners);
    }

    public SampleOptions withAlignCorners(boolean alignCorners) {
        return new SampleOptions(filter, border, alignCorners);
    }

    /**
     * Where a coordinate lies in pixels, moved into the picture as {@link #border} says. For zeros it may lie up to two
     * pixels outside, and lies there if it is farther or not a number.
     */
    public double pixel(double coordinate, int size) {
        double p = unbounded(coordinate, size);
        return switch (border) {
            case ZEROS -> p > -2 ? Math.min(p, size + 1.0) : -2;
            case EDGE -> clip(p, size);
            case REFLECTION -> clip(reflected(p, size), size);
        };
    }

    /** The derivative of {@link #pixel}: 0 at and beyond the outermost pixels unless what lies there is zeros. */
    public double slope(double coordinate, int size) {
        double scale = (alignCorners ? size - 1 : size) / 2.0;
        double p = unbounded(coordinate, size);
        return switch (border) {
            case ZEROS -> scale;
            case EDGE -> isInside(p, size) ? scale : 0;
            case REFLECTION -> isInside(reflected(p, size), size) ? (isFlipped(p, size) ? -scale : scale) : 0;
        };
    }

    private double unbounded(double coordinate, int size) {
        return alignCorners ? (coordinate + 1) / 2 * (size - 1) : ((coordinate + 1) * size - 1) / 2;
    }

    private static double clip(double p, int size) {
        return p > 0 ? Math.min(p, size - 1) : 0;
    }

    private static boolean isInside(double p, int size) {
        return p > 0 && p < size - 1;
    }

    /** Where the mirrors stand: the first, and as far behind it the second. */
    private double mirror() {
        return alignCorners ? 0 : -0.5;
    }

    private double span(int size) {
        return alignCorners ? size - 1 : size;
    }

    /** How far a place is from the first mirror, whole rounds of there and back again taken off. */
    private double beyondMirror(double p, int size) {
        double away = Math.abs(p - mirror());
        double round = 2 * span(size);
        return away - round * Math.floor(away / round);
    }

    private double reflected(double p, int size) {
        if (span(size) == 0) return 0;
        double away = beyondMirror(p, size);
        return mirror() + Math.min(away, 2 * span(size) - away);
    }

    private boolean isFlipped(double p, int size) {
        return p < mirror() != beyondMirror(p, size) > span(size);
    }
}
