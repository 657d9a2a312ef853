package doppel.app.blend;

import doppel.app.image.ColorSpace;
import doppel.app.image.FloatImage;

/**
 * Matches mean and spread of each channel of CIE Lab. Source: Reinhard, Ashikhmin, Gooch, Shirley, "Color transfer
 * between images", 2001, in DeepFaceLab's form: the statistics run over the whole crop, with 0 in the place of all
 * pixels outside the area.
 */
final class ReinhardTransfer {
    private ReinhardTransfer() {}

    static FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
        FloatImage lab = ColorSpace.bgrToLab(face);
        FloatImage goal = ColorSpace.bgrToLab(original);
        for (int c = 0; c < 3; c++) {
            double[] from = statistics(lab, area, c);
            double[] to = statistics(goal, area, c);
            float gain = from[1] > 0 ? (float) (to[1] / from[1]) : 0; // the original divides by zero here
            float mean = (float) from[0];
            float shift = (float) to[0];
            float least = c == 0 ? 0 : -127;
            float most = c == 0 ? 100 : 127;
            for (int i = c; i < lab.data().length; i += 3) {
                lab.data()[i] = Math.clamp((lab.data()[i] - mean) * gain + shift, least, most);
            }
        }
        return Pixels.clip(ColorSpace.labToBgr(lab));
    }

    /** Mean and standard deviation. */
    private static double[] statistics(FloatImage x, FloatImage area, int channel) {
        int n = area.data().length;
        double sum = 0;
        double squares = 0;
        for (int p = 0; p < n; p++) {
            if (area.data()[p] < 0.5f) continue;
            double value = x.data()[3 * p + channel];
            sum += value;
            squares += value * value;
        }
        double mean = sum / n;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / n - mean * mean))};
    }
}
