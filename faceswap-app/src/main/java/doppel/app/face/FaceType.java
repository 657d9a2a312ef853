package doppel.app.face;

/**
 * How much of a head an aligned crop shows. Names, numbers and paddings are DeepFaceLab's; a greater number contains
 * the lesser ones.
 */
public enum FaceType {
    /** Brows to mouth. */
    HALF("half_face", 0, 0, false),
    /** A little more than {@link #HALF}. */
    MID_FULL("midfull_face", 1, 0.0675, false),
    /** The face to chin and brows. */
    FULL("full_face", 2, 0.2109375, false),
    /** As {@link #FULL}, upright whatever the roll of the head. */
    FULL_NO_ALIGN("full_face_no_align", 3, 0.2109375, true),
    /** The face with forehead. */
    WHOLE("whole_face", 4, 0.40, false),
    /** The head with hair. */
    HEAD("head", 10, 0.70, false),
    /** As {@link #HEAD}, upright whatever the roll of the head. */
    HEAD_NO_ALIGN("head_no_align", 20, 0.70, true);

    private final String fileName;
    private final int number;
    private final double padding;
    private final boolean upright;

    FaceType(String fileName, int number, double padding, boolean upright) {
        this.fileName = fileName;
        this.number = number;
        this.padding = padding;
        this.upright = upright;
    }

    /** The name in DeepFaceLab's files, such as {@code whole_face}. */
    public String fileName() {
        return fileName;
    }

    /** The number in DeepFaceLab's files. */
    public int number() {
        return number;
    }

    /** Margin about the mean face, in sides of the mean face. */
    public double padding() {
        return padding;
    }

    /** Whether the crop keeps the picture's upright direction. */
    public boolean upright() {
        return upright;
    }

    /**
     * Reads the name used in files.
     *
     * @throws IllegalArgumentException if no face type has that name
     */
    public static FaceType parse(String fileName) {
        for (FaceType type : values()) if (type.fileName.equals(fileName)) return type;
        throw new IllegalArgumentException("face type: unknown name " + fileName);
    }
}
