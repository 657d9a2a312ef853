package doppel.app.blend;

/** What a positive {@linkplain MergeOptions#blurSharpen() blur-sharpen amount} does; a negative one always blurs. */
public enum SharpenMode {
    /** Nothing. */
    NONE("none", 0),
    /** Adds the difference from the mean of 3 x 3 pixels. */
    BOX("box", 1),
    /** Adds half the difference from a Gaussian of 3 x 3 pixels. */
    GAUSSIAN("gaussian", 2);

    private final String fileName;
    private final int number;

    SharpenMode(String fileName, int number) {
        this.fileName = fileName;
        this.number = number;
    }

    /** The name on command lines and in files. */
    public String fileName() {
        return fileName;
    }

    /** The number in DeepFaceLab's settings. */
    public int number() {
        return number;
    }

    /**
     * Reads the name used on command lines and in files.
     *
     * @throws IllegalArgumentException if no mode has that name
     */
    public static SharpenMode parse(String fileName) {
        for (SharpenMode mode : values()) if (mode.fileName.equals(fileName)) return mode;
        throw new IllegalArgumentException("sharpen mode: unknown name " + fileName);
    }

    /**
     * Finds a mode by DeepFaceLab's number.
     *
     * @throws IllegalArgumentException if no mode has that number
     */
    public static SharpenMode of(int number) {
        for (SharpenMode mode : values()) if (mode.number == number) return mode;
        throw new IllegalArgumentException("sharpen mode: unknown number " + number);
    }
}
