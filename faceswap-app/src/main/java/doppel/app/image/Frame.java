package doppel.app.image;

/**
 * The pixels of one picture: 8 bits, BGR, {@code [height, width, 3]}, rows from the top. The array is shared, not
 * copied: whoever holds a frame may change it, whoever stores one copies it.
 */
public final class Frame {
    private final int width;
    private final int height;
    private final byte[] bgr;

    /** @throws IllegalArgumentException if the array's length is not {@code height * width * 3} */
    public Frame(int width, int height, byte[] bgr) {
        if (width < 1 || height < 1 || bgr.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
            throw new IllegalArgumentException("frame: %d x %d with %d bytes".formatted(width, height, bgr.length));
        }
        this.width = width;
        this.height = height;
        this.bgr = bgr;
    }

    /** A black frame. */
    public Frame(int width, int height) {
        this(width, height, new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)]);
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** The shared pixels; the blue byte of pixel (x, y) lies at {@code (y * width + x) * 3}. */
    public byte[] bgr() {
        return bgr;
    }

    /** A frame with pixels of its own. */
    public Frame copy() {
        return new Frame(width, height, bgr.clone());
    }

    /** The same pixels as floats, {@code v / 255}. */
    public FloatImage toFloat() {
        float[] data = new float[bgr.length];
        for (int i = 0; i < data.length; i++) data[i] = (bgr[i] & 0xFF) / 255f;
        return new FloatImage(width, height, 3, data);
    }

    @Override
    public String toString() {
        return "frame " + width + " x " + height;
    }
}
