package doppel.app.blend;

import doppel.app.image.FloatImage;
import java.util.Arrays;
import java.util.Random;

/**
 * Moves the distribution of colours toward another's: along the axes of 20 random rotations, one after the other, each
 * coordinate is matched by histograms of 256 bins and goes 1/20 of the way. Source: Pitié, Kokaram, Dahyot, "Automated
 * colour grading using colour distribution transfer", 2007, in DeepFaceLab's form, where a coordinate below the first
 * bin's edge goes to 0.
 */
final class IterativeDistributionTransfer {
    private static final int BINS = 256;
    private static final int ROTATIONS = 20;
    private static final long SEED = 1;

    private IterativeDistributionTransfer() {}

    static FloatImage apply(FloatImage x, FloatImage goal) {
        Random random = new Random(SEED);
        float[] now = x.data().clone();
        int n = now.length / 3;
        double[] step = new double[3 * n];
        double[] from = new double[n];
        double[] to = new double[goal.data().length / 3];
        for (int turn = 0; turn < ROTATIONS; turn++) {
            double[] r = rotation(random);
            Arrays.fill(step, 0);
            for (int axis = 0; axis < 3; axis++) {
                project(now, r, axis, from);
                project(goal.data(), r, axis, to);
                Curve curve = Curve.between(from, to);
                for (int p = 0; p < n; p++) {
                    double moved = curve.at(from[p]) - from[p];
                    for (int c = 0; c < 3; c++) step[3 * p + c] += r[3 * axis + c] * moved; // back by the transpose
                }
            }
            for (int i = 0; i < now.length; i++) now[i] += (float) (step[i] / ROTATIONS);
        }
        return Pixels.clip(new FloatImage(x.width(), x.height(), 3, now));
    }

    private static void project(float[] colours, double[] r, int axis, double[] out) {
        for (int p = 0; p < out.length; p++) {
            out[p] = r[3 * axis] * colours[3 * p]
                    + r[3 * axis + 1] * colours[3 * p + 1]
                    + r[3 * axis + 2] * colours[3 * p + 2];
        }
    }

    /** A uniformly distributed rotation, from a unit quaternion. */
    private static double[] rotation(Random random) {
        double w = random.nextGaussian();
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        double z = random.nextGaussian();
        double s = 2 / (w * w + x * x + y * y + z * z);
        return new double[] {
            1 - s * (y * y + z * z),
            s * (x * y - w * z),
            s * (x * z + w * y),
            s * (x * y + w * z),
            1 - s * (x * x + z * z),
            s * (y * z - w * x),
            s * (x * z - w * y),
            s * (y * z + w * x),
            1 - s * (x * x + y * y)
        };
    }

    /** What each bin's right edge becomes, linear in between. */
    private record Curve(double least, double width, double[] images) {
        static Curve between(double[] from, double[] to) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (double[] values : new double[][] {from, to}) {
                for (double value : values) {
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
            double width = Math.max(most - least, 1e-12) / BINS;
            double[] shareFrom = cumulative(from, least, width);
            double[] shareTo = cumulative(to, least, width);
            double[] images = new double[BINS];
            for (int b = 0, k = 0; b < BINS; b++) {
                while (k < BINS && shareTo[k] < shareFrom[b]) k++;
                if (k == 0) images[b] = least + width;
                else if (k == BINS) images[b] = least + BINS * width;
                else {
                    double part = (shareFrom[b] - shareTo[k - 1]) / (shareTo[k] - shareTo[k - 1]);
                    images[b] = least + (k + part) * width;
                }
            }
            return new Curve(least, width, images);
        }

        private static double[] cumulative(double[] values, double least, double width) {
            double[] share = new double[BINS];
            for (double value : values) share[Math.min(BINS - 1, (int) ((value - least) / width))]++;
            for (int b = 1; b < BINS; b++) share[b] += share[b - 1];
            for (int b = 0; b < BINS; b++) share[b] /= values.length;
            return share;
        }

        double at(double value) {
            double bin = (value - least) / width - 1; // image k belongs to the right edge of bin k
            if (bin < 0) return 0;
            int k = Math.min(BINS - 2, (int) bin);
            return images[k] + Math.min(1, bin - k) * (images[k + 1] - images[k]);
        }
    }
}
