package doppel.app.blend;

import doppel.app.image.FloatImage;

/**
 * Mean and covariance of the channels of a picture.
 *
 * @param mean {@code [c]}
 * @param covariance {@code [c, c]}, divided by the number of pixels
 * @param pixels how many there were
 */
record ColorStatistics(double[] mean, double[] covariance, int pixels) {
    static ColorStatistics of(FloatImage x) {
        int c = x.channels();
        int n = x.width() * x.height();
        float[] data = x.data();
        double[] mean = new double[c];
        for (int i = 0; i < data.length; i++) mean[i % c] += data[i];
        for (int k = 0; k < c; k++) mean[k] /= n;
        double[] covariance = new double[c * c];
        for (int p = 0; p < n; p++) {
            for (int i = 0; i < c; i++) {
                double di = data[p * c + i] - mean[i];
                for (int j = i; j < c; j++) covariance[i * c + j] += di * (data[p * c + j] - mean[j]);
            }
        }
        for (int i = 0; i < c; i++) {
            for (int j = i; j < c; j++) {
                covariance[i * c + j] /= n;
                covariance[j * c + i] = covariance[i * c + j];
            }
        }
        return new ColorStatistics(mean, covariance, n);
    }

    /** {@code clip(map (x - mean) + goal.mean)} for each pixel, map {@code [c, c]}. */
    FloatImage transfer(FloatImage x, double[] map, ColorStatistics goal) {
        int c = x.channels();
        FloatImage out = new FloatImage(x.width(), x.height(), c);
        for (int p = 0; p < pixels; p++) {
            for (int i = 0; i < c; i++) {
                double value = goal.mean[i];
                for (int j = 0; j < c; j++) value += map[i * c + j] * (x.data()[p * c + j] - mean[j]);
                out.data()[p * c + i] = Pixels.clip((float) value);
            }
        }
        return out;
    }

    /** The product of two {@code [c, c]} matrices. */
    static double[] product(int c, double[] a, double[] b) {
        double[] out = new double[c * c];
        for (int i = 0; i < c; i++) {
            for (int j = 0; j < c; j++) {
                for (int k = 0; k < c; k++) out[i * c + j] += a[i * c + k] * b[k * c + j];
            }
        }
        return out;
    }
}
