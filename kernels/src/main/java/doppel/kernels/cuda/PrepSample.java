package doppel.kernels.cuda;

/**
 * How {@code prep.cu} makes one sample of one stored face; {@code struct PrepSample}.
 *
 * @param inverse of the placing, six numbers: {@code q = (i0 x + i1 y + i2, i3 x + i4 y + i5)} for a pixel (x, y) of
 *     the target; a flip is part of it
 * @param field displacement of the input
 * @param colours change of colours
 */
public record PrepSample(float[] inverse, Field field, Colours colours) {
    /**
     * Displacements at the points of a square grid; line i lies at pixel {@code i * cell - 0.5}.
     *
     * @param points along an edge, 2 to 9, or 0 for no displacement
     * @param cell pixels between points
     * @param dx of each point, row by row, in pixels
     * @param dy of each point, row by row, in pixels
     */
    public record Field(int points, float cell, float[] dx, float[] dy) {
        /** None. */
        public static final Field NONE = new Field(0, 1, new float[0], new float[0]);

        public Field {
            boolean fits = (points == 0 || (points >= 2 && points <= 9))
                    && cell > 0
                    && dx.length == points * points
                    && dy.length == points * points;
            if (!fits) throw new IllegalArgumentException("prep field: %d points of %s pixels".formatted(points, cell));
        }
    }

    /**
     * First {@code gain * c + offset} of each channel, then a shift of hue in degrees, saturation and value; each cut
     * to 0..1.
     *
     * @param gain of blue, green, red
     * @param offset of blue, green, red
     * @param inputs whether inputs change
     * @param targets whether targets change
     */
    public record Colours(
            float hue, float saturation, float value, float[] gain, float[] offset, boolean inputs, boolean targets) {
        /** No change. */
        public static final Colours NONE = new Colours(0, 0, 0, new float[] {1, 1, 1}, new float[3], false, false);

        public Colours {
            if (gain.length != 3 || offset.length != 3) {
                throw new IllegalArgumentException("prep colours: wanted three gains and offsets");
            }
        }
    }

    public PrepSample {
        if (inverse.length != 6) throw new IllegalArgumentException("prep: wanted six numbers of the placing");
    }

    /** As the device reads it, {@link LaunchedPictures#PREP_SAMPLE_FLOATS} numbers. */
    public float[] floats() {
        float[] out = new float[LaunchedPictures.PREP_SAMPLE_FLOATS];
        System.arraycopy(inverse, 0, out, 0, 6);
        out[6] = field.points();
        out[7] = field.cell();
        out[8] = colours.hue();
        out[9] = colours.saturation();
        out[10] = colours.value();
        System.arraycopy(colours.gain(), 0, out, 11, 3);
        System.arraycopy(colours.offset(), 0, out, 14, 3);
        out[17] = (colours.inputs() ? 1 : 0) + (colours.targets() ? 2 : 0);
        System.arraycopy(field.dx(), 0, out, 18, field.dx().length);
        System.arraycopy(field.dy(), 0, out, 99, field.dy().length);
        return out;
    }
}
