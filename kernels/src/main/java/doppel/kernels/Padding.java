package doppel.kernels;

/** Zeros put around a picture, in pixels; none is below 0. */
public record Padding(int top, int left, int bottom, int right) {
    /** No zeros. */
    public static final Padding NONE = new Padding(0, 0, 0, 0);

    public Padding {
        if (top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException("padding: %d, %d, %d, %d".formatted(top, left, bottom, right));
        }
    }

    /** The same number on all four sides. */
    public static Padding of(int pixels) {
        return new Padding(pixels, pixels, pixels, pixels);
    }
}
