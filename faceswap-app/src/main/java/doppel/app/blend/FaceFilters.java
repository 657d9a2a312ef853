package doppel.app.blend;

import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Filter;
import doppel.app.image.FloatImage;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;

/** Filters of a face in its crop: motion blur, sharpening, blurring. */
final class FaceFilters {
    private static final int SHORTEST = 2;
    private static final int LONGEST = 50;

    private FaceFilters() {}

    /**
     * Smears the face along its motion.
     *
     * @param power percent of the motion that shows
     */
    static FloatImage motionBlur(FloatImage face, Motion motion, int power) {
        int length = (int) (motion.pixels() * power / 100.0);
        if (length < 1) return face;
        int side = Math.clamp(length + 1, SHORTEST, LONGEST);
        return Filter.filter2d(face, motionKernel(side, motion.degrees()), side, side);
    }

    /** A line of ones through the middle, turned counter-clockwise, its sum 1; {@code [side, side]}. */
    static float[] motionKernel(int side, double degrees) {
        FloatImage line = new FloatImage(side, side, 1);
        for (int x = 0; x < side; x++) line.data()[(side - 1) / 2 * side + x] = 1;
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double centre = side / 2.0 - 0.5;
        Affine turn =
                new Affine(cos, sin, (1 - cos) * centre - sin * centre, -sin, cos, sin * centre + (1 - cos) * centre);
        float[] kernel = Warp.affine(line, turn, side, side, Interpolation.LINEAR, Border.CONSTANT)
                .data();
        double sum = 0;
        for (float weight : kernel) sum += weight;
        for (int i = 0; i < kernel.length; i++) kernel[i] = (float) (kernel[i] / sum);
        return kernel;
    }

    /**
     * Sharpens or blurs.
     *
     * @param amount above 0 sharpens as the mode says, below 0 blurs by a median, ten per pass
     */
    static FloatImage blurSharpen(FloatImage face, SharpenMode mode, int amount) {
        if (amount < 0) return medians(face, -amount, 10);
        return switch (mode) {
            case NONE -> face;
            case BOX -> Filter.filter2d(face, boxKernel(amount), 3, 3);
            case GAUSSIAN -> away(face, Filter.gaussian(face, 3, 0), 0.5f * amount);
        };
    }

    /** Medians of 5 x 5 pixels, each with a weight of {@code power / whole}, at most 1; ten of the power per pass. */
    static FloatImage medians(FloatImage x, int power, int whole) {
        FloatImage now = x;
        for (int left = power; left > 0; left -= 10) {
            FloatImage median = Filter.median(now, 5);
            now = left >= whole ? median : Pixels.mix(now, median, (float) left / whole);
        }
        return now;
    }

    private static float[] boxKernel(int amount) {
        float[] kernel = new float[9];
        for (int i = 0; i < 9; i++) kernel[i] = (i == 4 ? 1 + amount : 0) - amount / 9f;
        return kernel;
    }

    /** {@code x + (x - blurred) * amount}. */
    private static FloatImage away(FloatImage x, FloatImage blurred, float amount) {
        FloatImage out = x.copy();
        for (int i = 0; i < out.data().length; i++) out.data()[i] += (x.data()[i] - blurred.data()[i]) * amount;
        return out;
    }
}
