package doppel.kernels.cpu;

import doppel.kernels.Shape;

/**
 * The pixels that some consecutive places are made of: four each, two in a row and the two below them. Positions are
 * found in double precision, so that all back-ends round the same way.
 */
final class SampleTaps {
    /** Places at a time. */
    static final int MOST = 256;

    /** Where places lie. */
    interface Positions {
        /**
         * Pixels of the picture for n places, counted over all pictures.
         *
         * @param columns n are to be written
         * @param rows likewise
         */
        void find(long from, int n, double[] columns, double[] rows);
    }

    private final Shape x;
    private final long area;
    private final boolean nearest;
    private final Positions positions;
    private final double[] columns = new double[MOST];
    private final double[] rows = new double[MOST];

    /** Element of x where the first channel of each tap stands, -1 if it is outside the picture. */
    final int[] at = new int[4 * MOST];

    /** How much each tap weighs; 0 if it is outside. */
    final float[] weight = new float[4 * MOST];

    /** Weights of the second column and of the second row. */
    final float[] u = new float[MOST];

    final float[] v = new float[MOST];

    /**
     * @param x {@code [n, h, w, c]}
     * @param area places of one picture
     * @param nearest whether a place takes the nearest pixel alone
     */
    SampleTaps(Shape x, long area, boolean nearest, Positions positions) {
        this.x = x;
        this.area = area;
        this.nearest = nearest;
        this.positions = positions;
    }

    /** Finds the taps of n places, counted over all pictures, at most {@link #MOST}. */
    void find(long from, int n) {
        int h = x.size(1);
        int w = x.size(2);
        int c = x.size(3);
        positions.find(from, n, columns, rows);
        int picture = (int) (from / area);
        long left = area - from % area; // places of this picture
        for (int p = 0; p < n; p++, left--) {
            if (left == 0) {
                picture++;
                left = area;
            }
            double px = columns[p];
            double py = rows[p];
            int j = (int) (nearest ? Math.rint(px) : Math.floor(px));
            int i = (int) (nearest ? Math.rint(py) : Math.floor(py));
            u[p] = nearest ? 0 : (float) (px - j);
            v[p] = nearest ? 0 : (float) (py - i);
            int first = ((picture * h + i) * w + j) * c;
            boolean here = j >= 0 && j < w;
            boolean right = j >= -1 && j < w - 1;
            if (i >= 0 && i < h) pair(4 * p, first, c, here, right, u[p], 1 - v[p]);
            else pair(4 * p, first, c, false, false, 0, 0);
            if (i >= -1 && i < h - 1) pair(4 * p + 2, first + w * c, c, here, right, u[p], v[p]);
            else pair(4 * p + 2, first, c, false, false, 0, 0);
        }
    }

    /** Two taps beside each other. */
    private void pair(int tap, int first, int c, boolean here, boolean right, float share, float rowWeight) {
        at[tap] = here ? first : -1;
        weight[tap] = here ? (1 - share) * rowWeight : 0;
        at[tap + 1] = right ? first + c : -1;
        weight[tap + 1] = right ? share * rowWeight : 0;
    }
}
