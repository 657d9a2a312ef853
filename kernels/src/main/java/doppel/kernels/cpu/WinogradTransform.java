package doppel.kernels.cpu;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of Winograd's minimal filtering F(4, 3), on vectors of channels. Four neighbouring results of a
 * correlation with three taps come from six inputs by six products instead of twelve,
 *
 * <pre>{@code y = A^T [(G w) * (B^T d)]}</pre>
 *
 * <p>and, transposed, the gradient of the taps from the same inputs and the gradient of the four results,
 *
 * <pre>{@code dw = G^T [(A dy) * (B^T d)]}</pre>
 *
 * <p>The matrices evaluate and interpolate polynomials at the points 0, a, -a, b, -b and infinity. In a plane each is
 * applied along both axes: 36 products stand for 144. Sources: Winograd, "Arithmetic Complexity of Computations", 1980;
 * Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, who take the points 1 and 2. Points nearer
 * to 1 lose fewer digits.
 */
enum WinogradTransform {
    /** {@code B^T}: inputs to points. */
    INPUTS(6, 6) {
        @Override
        void line(float[] x, int from, int step, float[] y, int target, int toStep, int width) {
            for (int at = from, to = target; at < from + width; at += Lanes.WIDTH, to += Lanes.WIDTH) {
                FloatVector d0 = load(x, at);
                FloatVector d1 = load(x, at + step);
                FloatVector d2 = load(x, at + 2 * step);
                FloatVector d3 = load(x, at + 3 * step);
                FloatVector d4 = load(x, at + 4 * step);
                FloatVector d5 = load(x, at + 5 * step);
                FloatVector evenA = sum(-B2, d2, d4);
                FloatVector oddA = sum(-B2, d1, d3).mul(A1);
                FloatVector evenB = sum(-A2, d2, d4);
                FloatVector oddB = sum(-A2, d1, d3).mul(B1);
                store(sum(PRODUCT, d0, sum(-SUM, d2, d4)), y, to);
                store(evenA.add(oddA), y, to + toStep);
                store(evenA.sub(oddA), y, to + 2 * toStep);
                store(evenB.add(oddB), y, to + 3 * toStep);
                store(evenB.sub(oddB), y, to + 4 * toStep);
                store(sum(PRODUCT, d1, sum(-SUM, d3, d5)), y, to + 5 * toStep);
            }
        }
    },

    /** {@code G}: taps to points. */
    TAPS(3, 6) {
        @Override
        void line(float[] x, int from, int step, float[] y, int target, int toStep, int width) {
            for (int at = from, to = target; at < from + width; at += Lanes.WIDTH, to += Lanes.WIDTH) {
                FloatVector w0 = load(x, at);
                FloatVector w1 = load(x, at + step);
                FloatVector w2 = load(x, at + 2 * step);
                FloatVector evenA = sum(A2, w2, w0).mul(OVER_A);
                FloatVector oddA = w1.mul(A1 * OVER_A);
                FloatVector evenB = sum(B2, w2, w0).mul(OVER_B);
                FloatVector oddB = w1.mul(B1 * OVER_B);
                store(w0.mul(OVER_0), y, to);
                store(evenA.add(oddA), y, to + toStep);
                store(evenA.sub(oddA), y, to + 2 * toStep);
                store(evenB.add(oddB), y, to + 3 * toStep);
                store(evenB.sub(oddB), y, to + 4 * toStep);
                store(w2, y, to + 5 * toStep);
            }
        }
    },

    /** {@code A^T}: products to results. */
    RESULTS(6, 4) {
        @Override
        void line(float[] x, int from, int step, float[] y, int target, int toStep, int width) {
            for (int at = from, to = target; at < from + width; at += Lanes.WIDTH, to += Lanes.WIDTH) {
                FloatVector evenA = load(x, at + step).add(load(x, at + 2 * step));
                FloatVector oddA = load(x, at + step).sub(load(x, at + 2 * step));
                FloatVector evenB = load(x, at + 3 * step).add(load(x, at + 4 * step));
                FloatVector oddB = load(x, at + 3 * step).sub(load(x, at + 4 * step));
                store(load(x, at).add(evenA).add(evenB), y, to);
                store(sum(B1, oddB, oddA.mul(A1)), y, to + toStep);
                store(sum(B2, evenB, evenA.mul(A2)), y, to + 2 * toStep);
                store(sum(B3, oddB, sum(A3, oddA, load(x, at + 5 * step))), y, to + 3 * toStep);
            }
        }
    },

    /** {@code A}: gradients of results to points. */
    RESULT_GRADIENTS(4, 6) {
        @Override
        void line(float[] x, int from, int step, float[] y, int target, int toStep, int width) {
            for (int at = from, to = target; at < from + width; at += Lanes.WIDTH, to += Lanes.WIDTH) {
                FloatVector d0 = load(x, at);
                FloatVector d1 = load(x, at + step);
                FloatVector d2 = load(x, at + 2 * step);
                FloatVector d3 = load(x, at + 3 * step);
                FloatVector evenA = sum(A2, d2, d0);
                FloatVector oddA = sum(A3, d3, d1.mul(A1));
                FloatVector evenB = sum(B2, d2, d0);
                FloatVector oddB = sum(B3, d3, d1.mul(B1));
                store(d0, y, to);
                store(evenA.add(oddA), y, to + toStep);
                store(evenA.sub(oddA), y, to + 2 * toStep);
                store(evenB.add(oddB), y, to + 3 * toStep);
                store(evenB.sub(oddB), y, to + 4 * toStep);
                store(d3, y, to + 5 * toStep);
            }
        }
    },

    /** {@code G^T}: sums of products to gradients of taps. */
    TAP_GRADIENTS(6, 3) {
        @Override
        void line(float[] x, int from, int step, float[] y, int target, int toStep, int width) {
            for (int at = from, to = target; at < from + width; at += Lanes.WIDTH, to += Lanes.WIDTH) {
                FloatVector evenA =
                        load(x, at + step).add(load(x, at + 2 * step)).mul(OVER_A);
                FloatVector oddA =
                        load(x, at + step).sub(load(x, at + 2 * step)).mul(A1 * OVER_A);
                FloatVector evenB =
                        load(x, at + 3 * step).add(load(x, at + 4 * step)).mul(OVER_B);
                FloatVector oddB =
                        load(x, at + 3 * step).sub(load(x, at + 4 * step)).mul(B1 * OVER_B);
                store(sum(OVER_0, load(x, at), evenA.add(evenB)), y, to);
                store(oddA.add(oddB), y, to + toStep);
                store(sum(A2, evenA, sum(B2, evenB, load(x, at + 5 * step))), y, to + 2 * toStep);
            }
        }
    };

    /** Inputs and products of a tile along an axis. */
    static final int POINTS = 6;

    /** Results of a tile along an axis. */
    static final int TILE = 4;

    private static final double A = 0.625;
    private static final double B = 1.5;

    private static final float A1 = (float) A;
    private static final float A2 = (float) (A * A);
    private static final float A3 = (float) (A * A * A);
    private static final float B1 = (float) B;
    private static final float B2 = (float) (B * B);
    private static final float B3 = (float) (B * B * B);
    private static final float SUM = (float) (A * A + B * B);
    private static final float PRODUCT = (float) (A * A * B * B);

    // Lagrange's denominators, all of them with the weights
    private static final float OVER_0 = (float) (1 / (A * A * B * B));
    private static final float OVER_A = (float) (1 / (2 * A * A * (A * A - B * B)));
    private static final float OVER_B = (float) (1 / (2 * B * B * (B * B - A * A)));

    private final int from;
    private final int to;

    WinogradTransform(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Along both axes of a square of so many channels.
     *
     * @param a {@code [from, from, width]}, then {@code [to, to, width]}
     * @param b what lies between
     * @param width a multiple of a vector's length
     */
    final void plane(float[] a, float[] b, int width) {
        for (int i = 0; i < from + to; i++) { // columns, then rows; in one loop, for WinogradScratch's reason
            boolean rows = i >= from;
            int start = rows ? (i - from) * width : i * width;
            line(
                    rows ? b : a,
                    rows ? start * from : start,
                    rows ? width : from * width,
                    rows ? a : b,
                    rows ? start * to : start,
                    rows ? width : from * width,
                    width);
        }
    }

    /** One line: vector k of it lies at {@code from + k * step}, in y at {@code target + k * toStep}. */
    abstract void line(float[] x, int from, int step, float[] y, int target, int toStep, int width);

    /** {@code factor * x + y}. */
    private static FloatVector sum(float factor, FloatVector x, FloatVector y) {
        return x.fma(FloatVector.broadcast(Lanes.FLOATS, factor), y);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(Lanes.FLOATS, x, at);
    }

    private static void store(FloatVector v, float[] y, int at) {
        v.intoArray(y, at);
    }
}
