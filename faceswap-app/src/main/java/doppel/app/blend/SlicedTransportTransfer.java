package doppel.app.blend;

import doppel.app.image.Filter;
import doppel.app.image.FloatImage;
import java.util.Arrays;
import java.util.Random;

/**
 * Moves the distribution of colours onto another's: along random directions the sorted pixels of one picture go to the
 * sorted pixels of the other, ten steps with several directions averaged in each; at last the difference is smoothed
 * where it is even. Source: Rabin, Peyré, Delon, Bernot, "Wasserstein barycenter and its application to texture
 * mixing", 2011, in DeepFaceLab's form.
 */
final class SlicedTransportTransfer {
    private static final int STEPS = 10;
    private static final double SIGMA_COLOR = 5;
    private static final double SIGMA_SPACE = 16;
    private static final long SEED = 1;

    private SlicedTransportTransfer() {}

    /**
     * The moved colours, cut to {@code 0..most}.
     *
     * @param goal a picture of as many pixels
     * @param directions per step
     */
    static FloatImage apply(FloatImage x, FloatImage goal, int directions, float most) {
        Random random = new Random(SEED);
        int n = x.width() * x.height();
        float[] now = x.data().clone();
        double[] moved = new double[3 * n];
        for (int step = 0; step < STEPS; step++) {
            Arrays.fill(moved, 0);
            for (int k = 0; k < directions; k++) {
                float[] axis = direction(random);
                long[] from = ranked(now, axis);
                long[] to = ranked(goal.data(), axis);
                for (int i = 0; i < n; i++) {
                    int p = (int) from[i];
                    float way = key(to[i]) - key(from[i]);
                    for (int c = 0; c < 3; c++) moved[3 * p + c] += way * axis[c];
                }
            }
            for (int i = 0; i < now.length; i++) now[i] += (float) (moved[i] / directions);
        }
        FloatImage change = new FloatImage(x.width(), x.height(), 3, now);
        for (int i = 0; i < now.length; i++) now[i] -= x.data()[i];
        FloatImage smooth = Filter.bilateral(change, 0, SIGMA_COLOR, SIGMA_SPACE);
        for (int i = 0; i < now.length; i++) {
            smooth.data()[i] = Math.clamp(x.data()[i] + smooth.data()[i], 0f, most);
        }
        return smooth;
    }

    private static float[] direction(Random random) {
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        double z = random.nextGaussian();
        double length = Math.sqrt(x * x + y * y + z * z);
        return new float[] {(float) (x / length), (float) (y / length), (float) (z / length)};
    }

    /** Pixels by rising projection: its ordered bits above, the number of the pixel below. */
    private static long[] ranked(float[] colours, float[] axis) {
        long[] out = new long[colours.length / 3];
        for (int p = 0; p < out.length; p++) {
            float projection = colours[3 * p] * axis[0] + colours[3 * p + 1] * axis[1] + colours[3 * p + 2] * axis[2];
            int bits = Float.floatToIntBits(projection);
            out[p] = (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | p;
        }
        Arrays.sort(out);
        return out;
    }

    private static float key(long ranked) {
        int bits = (int) (ranked >> 32);
        return Float.intBitsToFloat(bits ^ (bits >> 31 & Integer.MAX_VALUE));
    }
}
