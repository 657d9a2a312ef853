package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.DssimOptions;
import doppel.kernels.LossKernels;
import doppel.kernels.checks.LossChecks;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;

/** Structural dissimilarity, one window at a time; cosine similarity by {@link ReferenceCosine}. */
final class ReferenceLosses implements LossKernels {
    @Override
    public void cosine(Buffer u, Buffer v, double epsilon, Buffer y) {
        ReferenceCosine.forward(u, v, epsilon, y);
    }

    @Override
    public void cosineBackward(
            Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, @Nullable Buffer du, @Nullable Buffer dv) {
        ReferenceCosine.backward(dy, u, v, y, epsilon, du, dv);
    }

    @Override
    public void dssim(Buffer a, Buffer b, DssimOptions options, Buffer y) {
        LossChecks.dssim("dssim", a, b, options, y);
        var pair = new Pair(a, b, options);
        for (int n = 0; n < pair.n; n++) {
            for (int c = 0; c < pair.c; c++) {
                double sum = 0;
                for (int i = 0; i < pair.rows; i++) {
                    for (int j = 0; j < pair.columns; j++)
                        sum += pair.moments(n, i, j, c).similarity();
                }
                Elements.set(y, n * pair.c + c, (1 - sum / (pair.rows * pair.columns)) / 2);
            }
        }
    }

    /**
     * A pixel of b acts on the similarity {@code l * cs} of each window that holds it through the window's means of b,
     * of ab and of bb alone. By the chain rule, with that pixel's weight w in the window,
     *
     * <pre>{@code d(l cs)/db = w (d(l cs)/dm(b) + a d(l cs)/dm(ab) + 2 b d(l cs)/dm(bb))}</pre>
     *
     * and {@code y} holds {@code -1 / (2 windows)} of each similarity.
     */
    @Override
    public void dssimBackward(Buffer dy, Buffer a, Buffer b, DssimOptions options, Buffer db) {
        LossChecks.dssim("dssim backward", a, b, options, dy);
        LossChecks.dssim("dssim backward", db, b, options, dy);
        var pair = new Pair(a, b, options);
        double[] out = new double[pair.a.length];
        for (int n = 0; n < pair.n; n++) {
            for (int c = 0; c < pair.c; c++) {
                double scale = -Elements.get(dy, n * pair.c + c) / (2.0 * pair.rows * pair.columns);
                for (int i = 0; i < pair.rows; i++) {
                    for (int j = 0; j < pair.columns; j++) {
                        Moments m = pair.moments(n, i, j, c);
                        for (int p = 0; p < options.size(); p++) {
                            for (int q = 0; q < options.size(); q++) {
                                int at = pair.index(n, i + p, j + q, c);
                                double slope =
                                        m.byMeanB() + pair.a[at] * m.byMeanAB() + 2 * pair.b[at] * m.byMeanSquares();
                                out[at] += scale * pair.window[p] * pair.window[q] * slope;
                            }
                        }
                    }
                }
            }
        }
        Elements.write(out, db);
    }

    /** Two batches of pictures and the window that slides over them. */
    private static final class Pair {
        final double[] a;
        final double[] b;
        final double[] window;
        final DssimOptions options;
        final int n;
        final int c;
        final int h;
        final int w;
        final int rows;
        final int columns;

        Pair(Buffer a, Buffer b, DssimOptions options) {
            this.a = Elements.read(a);
            this.b = Elements.read(b);
            this.options = options;
            window = options.window();
            n = a.shape().size(0);
            h = a.shape().size(1);
            w = a.shape().size(2);
            c = a.shape().size(3);
            rows = h - options.size() + 1;
            columns = w - options.size() + 1;
        }

        int index(int n, int i, int j, int c) {
            return ((n * h + i) * w + j) * this.c + c;
        }

        /** Means over the window whose first pixel is (i, j). */
        Moments moments(int n, int i, int j, int c) {
            double meanA = 0;
            double meanB = 0;
            double meanAB = 0;
            double meanSquares = 0;
            for (int p = 0; p < window.length; p++) {
                for (int q = 0; q < window.length; q++) {
                    double weight = window[p] * window[q];
                    double x = a[index(n, i + p, j + q, c)];
                    double y = b[index(n, i + p, j + q, c)];
                    meanA += weight * x;
                    meanB += weight * y;
                    meanAB += weight * x * y;
                    meanSquares += weight * (x * x + y * y);
                }
            }
            return new Moments(meanA, meanB, meanAB, meanSquares, options.c1(), options.c2());
        }
    }

    /**
     * Weighted means of a, b, ab and a^2 + b^2 over one window. With {@code l = (2 ma mb + c1) / (ma^2 + mb^2 + c1)}
     * and {@code cs = (2 mab - 2 ma mb + c2) / (ms - ma^2 - mb^2 + c2)}, each derivative is that of a quotient u / v,
     * {@code (u' - (u / v) v') / v}.
     */
    private record Moments(double meanA, double meanB, double meanAB, double meanSquares, double c1, double c2) {
        private double luminanceBelow() {
            return meanA * meanA + meanB * meanB + c1;
        }

        private double contrastBelow() {
            return meanSquares - meanA * meanA - meanB * meanB + c2;
        }

        double luminance() {
            return (2 * meanA * meanB + c1) / luminanceBelow();
        }

        double contrast() {
            return (2 * meanAB - 2 * meanA * meanB + c2) / contrastBelow();
        }

        double similarity() {
            return luminance() * contrast();
        }

        /** {@code d(l cs)/dmb = cs dl/dmb + l dcs/dmb}. */
        double byMeanB() {
            double luminanceSlope = (2 * meanA - luminance() * 2 * meanB) / luminanceBelow();
            double contrastSlope = (-2 * meanA + contrast() * 2 * meanB) / contrastBelow();
            return contrast() * luminanceSlope + luminance() * contrastSlope;
        }

        /** {@code d(l cs)/dmab}: it stands above the line of cs alone. */
        double byMeanAB() {
            return luminance() * 2 / contrastBelow();
        }

        /** {@code d(l cs)/dms}: it stands below the line of cs alone. */
        double byMeanSquares() {
            return -luminance() * contrast() / contrastBelow();
        }
    }
}
