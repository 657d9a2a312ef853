package doppel.kernels;

/**
 * Window of the structural dissimilarity.
 *
 * @param size edge of the Gaussian window, in pixels; DeepFaceLab takes {@code resolution / 11.6}, even sizes too
 * @param sigma of the Gaussian, in pixels, whatever the size
 * @param c1 steadies the luminance term, {@code (0.01 * range)^2}
 * @param c2 steadies the contrast term, {@code (0.03 * range)^2}
 */
public record DssimOptions(int size, double sigma, double c1, double c2) {
    public DssimOptions {
        if (size < 1 || !(sigma > 0) || !(c1 > 0) || !(c2 > 0)) {
            throw new IllegalArgumentException("dssim: size %d, sigma %s, c1 %s, c2 %s".formatted(size, sigma, c1, c2));
        }
    }

    /** For values in 0..1. */
    public static DssimOptions of(int size) {
        return new DssimOptions(size, 1.5, 1e-4, 9e-4);
    }

    /** {@code exp(-(i - (size - 1) / 2)^2 / (2 sigma^2))}, scaled to sum 1; the 2-D window is its outer product. */
    public double[] window() {
        double[] w = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double d = i - (size - 1) / 2.0;
            w[i] = Math.exp(-d * d / (2 * sigma * sigma));
            sum += w[i];
        }
        for (int i = 0; i < size; i++) w[i] /= sum;
        return w;
    }
}
