package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;

/**
 * The pixels that some consecutive places of a grid are made of: four each, two in a row and the two below them.
 * Positions are found in double precision, so that all back-ends round the same way.
 */
final class SampleTaps {
    /** Places at a time. */
    static final int MOST = 256;

    private final Shape x;
    private final Buffer grid;
    private final SampleOptions options;

    /** Element of x where the first channel of each tap stands, -1 if it is outside the picture. */
    final int[] at = new int[4 * MOST];

    /** Weights of the second column and of the second row. */
    final float[] u = new float[MOST];

    final float[] v = new float[MOST];

    SampleTaps(Shape x, Buffer grid, SampleOptions options) {
        this.x = x;
        this.grid = grid;
        this.options = options;
    }

    /** Finds the taps of n places, counted over all pictures, at most {@link #MOST}. */
    void find(long from, int n) {
        int h = x.size(1);
        int w = x.size(2);
        long area = (long) grid.shape().size(1) * grid.shape().size(2);
        long picture = from / area;
        long left = area - from % area; // places of this picture
        for (int p = 0; p < n; p++, left--) {
            if (left == 0) {
                picture++;
                left = area;
            }
            double px = options.pixel(coordinate(from + p, 0), w);
            double py = options.pixel(coordinate(from + p, 1), h);
            boolean nearest = options.filter() == Filter.NEAREST;
            int row = (int) (nearest ? Math.rint(py) : Math.floor(py));
            int column = (int) (nearest ? Math.rint(px) : Math.floor(px));
            u[p] = nearest ? 0 : (float) (px - column);
            v[p] = nearest ? 0 : (float) (py - row);
            for (int tap = 0; tap < 4; tap++) {
                int i = row + (tap >> 1);
                int j = column + (tap & 1);
                boolean inside = i >= 0 && i < h && j >= 0 && j < w;
                at[4 * p + tap] = inside ? (int) (((picture * h + i) * w + j) * x.size(3)) : -1;
            }
        }
    }

    /** How much a tap weighs; 0 if it is outside. */
    float weight(int p, int tap) {
        if (at[4 * p + tap] < 0) return 0;
        return ((tap & 1) == 0 ? 1 - u[p] : u[p]) * ((tap & 2) == 0 ? 1 - v[p] : v[p]);
    }

    /** The derivative of pixel coordinate {@code axis}, x before y. */
    float slope(long place, int axis) {
        return (float) options.slope(coordinate(place, axis), axis == 0 ? x.size(2) : x.size(1));
    }

    private float coordinate(long place, int axis) {
        return grid.segment().getAtIndex(JAVA_FLOAT, 2 * place + axis);
    }
}
