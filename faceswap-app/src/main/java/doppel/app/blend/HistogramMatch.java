package doppel.app.blend;

import doppel.app.image.FloatImage;
import java.util.Arrays;

/**
 * Gives each channel of a picture the distribution of another's: a value takes the value that the other picture has at
 * the same quantile, linear in between. Source: DeepFaceLab's {@code color_hist_match}.
 */
final class HistogramMatch {
    private HistogramMatch() {}

    /**
     * The matched picture.
     *
     * @param threshold 0..255; the picture's quantiles are scaled by {@code threshold / 255}, the other's are not, so
     *     that values below 255 pull the result toward the other's dark end
     */
    static FloatImage apply(FloatImage x, FloatImage other, int threshold) {
        FloatImage out = new FloatImage(x.width(), x.height(), x.channels());
        for (int c = 0; c < x.channels(); c++) {
            float[] values = sorted(x, c);
            float[] goals = sorted(other, c);
            int steps = distinct(goals);
            float[] goal = new float[steps];
            double[] quantile = new double[steps];
            for (int i = 0, k = -1; i < goals.length; i++) {
                if (i == 0 || goals[i] != goals[i - 1]) goal[++k] = goals[i];
                quantile[k] = 255.0 * (i + 1) / goals.length;
            }
            float[] matched = new float[values.length]; // of the i-th least value
            for (int i = values.length - 1, last = values.length; i >= 0; i--) {
                if (i + 1 < values.length && values[i] == values[i + 1]) {
                    matched[i] = matched[i + 1];
                    continue;
                }
                last = i + 1;
                matched[i] = at((double) threshold * last / values.length, quantile, goal);
            }
            for (int p = c; p < out.data().length; p += x.channels()) {
                out.data()[p] = matched[Arrays.binarySearch(values, x.data()[p])];
            }
        }
        return out;
    }

    private static float[] sorted(FloatImage x, int channel) {
        float[] out = new float[x.width() * x.height()];
        for (int p = 0; p < out.length; p++) out[p] = x.data()[p * x.channels() + channel];
        Arrays.sort(out);
        return out;
    }

    private static int distinct(float[] sorted) {
        int count = 1;
        for (int i = 1; i < sorted.length; i++) if (sorted[i] != sorted[i - 1]) count++;
        return count;
    }

    private static float at(double q, double[] quantile, float[] goal) {
        int i = Arrays.binarySearch(quantile, q);
        if (i >= 0) return goal[i];
        int above = -i - 1;
        if (above == 0) return goal[0];
        if (above == goal.length) return goal[goal.length - 1];
        double share = (q - quantile[above - 1]) / (quantile[above] - quantile[above - 1]);
        return (float) (goal[above - 1] + share * (goal[above] - goal[above - 1]));
    }
}
