package doppel.app.image;

/**
 * Float pixels {@code [height, width, channels]}, rows from the top, channels innermost; colour is BGR. Values are
 * nominally in 0..1. The array is shared, not copied.
 *
 * @param channels 1 for a mask, 3 for a picture
 */
public record FloatImage(int width, int height, int channels, float[] data) {
    public FloatImage {
        if (width < 1
                || height < 1
                || channels < 1
                || data.length != Math.multiplyExact(Math.multiplyExact(width, height), channels)) {
            throw new IllegalArgumentException(
                    "image: %d x %d x %d with %d values".formatted(width, height, channels, data.length));
        }
    }

    /** All zero. */
    public FloatImage(int width, int height, int channels) {
        this(width, height, channels, new float[Math.multiplyExact(Math.multiplyExact(width, height), channels)]);
    }

    /** Value of one channel of pixel (x, y); not clamped to the picture. */
    public float at(int x, int y, int channel) {
        return data[(y * width + x) * channels + channel];
    }

    /** An image with pixels of its own. */
    public FloatImage copy() {
        return new FloatImage(width, height, channels, data.clone());
    }

    /**
     * The same pixels in 8 bits, each {@code clip(v, 0, 1) * 255} rounded to nearest; one channel becomes gray.
     *
     * @throws IllegalArgumentException unless there are 1 or 3 channels
     */
    public Frame toFrame() {
        if (channels != 1 && channels != 3) throw new IllegalArgumentException("to frame: " + channels + " channels");
        byte[] bgr = new byte[width * height * 3];
        for (int i = 0; i < bgr.length; i++) {
            float value = data[channels == 3 ? i : i / 3];
            bgr[i] = (byte) Math.round(Math.clamp(value, 0f, 1f) * 255f);
        }
        return new Frame(width, height, bgr);
    }

    @Override
    public String toString() {
        return "image " + width + " x " + height + " x " + channels;
    }
}
