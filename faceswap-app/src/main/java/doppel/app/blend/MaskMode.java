package doppel.app.blend;

/** Which mask decides where the swapped face shows. Names and numbers are DeepFaceLab's. */
public enum MaskMode {
    /** The whole square of the crop. */
    FULL("full", 0),
    /** The hull of the original face's landmarks. */
    HULL("dst", 1),
    /** What the network learned to be the swapped face. */
    LEARNED_SWAPPED("learned-prd", 2),
    /** What the network learned to be the original face. */
    LEARNED_ORIGINAL("learned-dst", 3),
    /** Where both learned masks agree: their product. */
    LEARNED_BOTH("learned-prd*learned-dst", 4),
    /** Where either learned mask is set: their sum, at most 1. */
    LEARNED_EITHER("learned-prd+learned-dst", 5);

    private final String fileName;
    private final int number;

    MaskMode(String fileName, int number) {
        this.fileName = fileName;
        this.number = number;
    }

    /** The name on command lines and in files, such as {@code learned-prd*learned-dst}. */
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
    public static MaskMode parse(String fileName) {
        for (MaskMode mode : values()) if (mode.fileName.equals(fileName)) return mode;
        throw new IllegalArgumentException("mask mode: unknown name " + fileName);
    }

    /**
     * Finds a mode by DeepFaceLab's number.
     *
     * @throws IllegalArgumentException if no mode has that number; 6 to 9 need a segmentation network
     */
    public static MaskMode of(int number) {
        for (MaskMode mode : values()) if (mode.number == number) return mode;
        throw new IllegalArgumentException("mask mode: number must be in 0..5, got " + number);
    }
}
