package doppel.app.data;

import doppel.app.face.Landmarks;

/**
 * How the picture of one aligned face is bent towards the shape of another. Landmark i moves by {@code share (to_i -
 * from_i)}; between the landmarks the movement is their mean weighted by {@code exp(-d^2 / (2 sigma^2))}, sigma 0.16 of
 * the inter-ocular distance, worked out on a grid of sixteen cells a side. Smooth, it does not reach the other shape:
 * with a share of 1 about a third of the distance is left.
 */
final class ShapeField {
    private static final double REACH = 0.16;
    private static final int CELLS = 16;

    private ShapeField() {}

    /**
     * Where each pixel of the bent picture comes from.
     *
     * @param from landmarks of the picture, in pixels of a square of {@code edge}
     * @param to landmarks of the other face, aligned alike
     * @param share how far, 0 not at all to 1 all the way
     */
    static GridField of(Landmarks from, Landmarks to, double share, int edge) {
        double[] before = from.xy();
        double[] after = to.xy();
        for (int i = 0; i < after.length; i++) after[i] = before[i] + share * (after[i] - before[i]);
        double cell = (double) edge / CELLS;
        double sigma = REACH * from.interOcular();
        double[] dx = new double[(CELLS + 1) * (CELLS + 1)];
        double[] dy = new double[dx.length];
        double[] weights = new double[Landmarks.COUNT];
        for (int i = 0; i < dx.length; i++) {
            int column = i % (CELLS + 1);
            int row = i / (CELLS + 1);
            weigh(after, column * cell - 0.5, row * cell - 0.5, sigma, weights);
            for (int k = 0; k < weights.length; k++) {
                dx[i] += weights[k] * (before[2 * k] - after[2 * k]);
                dy[i] += weights[k] * (before[2 * k + 1] - after[2 * k + 1]);
            }
        }
        return new GridField(cell, CELLS + 1, dx, dy);
    }

    /** Weights of the landmarks at a point; they sum to 1, and far from all of them the nearest has most. */
    private static void weigh(double[] xy, double x, double y, double sigma, double[] weights) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < weights.length; k++) {
            double dx = xy[2 * k] - x;
            double dy = xy[2 * k + 1] - y;
            weights[k] = dx * dx + dy * dy;
            nearest = Math.min(nearest, weights[k]);
        }
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.exp((nearest - weights[k]) / (2 * sigma * sigma));
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) weights[k] /= sum;
    }
}
