package doppel.app.face;

import doppel.app.image.Affine;
import java.util.Arrays;

/**
 * The 68 points of a face in iBUG order, in pixels: jaw 0-16, brows 17-21 and 22-26 (the viewer's left first), nose
 * 27-35, eyes 36-41 and 42-47, outer lips 48-59, inner lips 60-67.
 *
 * @param xy {@code x0, y0, x1, y1, ...}, 136 values
 */
public record Landmarks(double... xy) {
    /** How many points there are. */
    public static final int COUNT = 68;

    private static final int[] MIRRORED = {
        16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 27, 28, 29,
        30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57,
        56, 55, 64, 63, 62, 61, 60, 67, 66, 65
    };

    public Landmarks {
        if (xy.length != 2 * COUNT)
            throw new IllegalArgumentException("landmarks: 136 values wanted, got " + xy.length);
        xy = xy.clone();
    }

    @Override
    public double[] xy() {
        return xy.clone();
    }

    /** The x of point i, in pixels. */
    public double x(int i) {
        return xy[2 * i];
    }

    /** The y of point i, in pixels. */
    public double y(int i) {
        return xy[2 * i + 1];
    }

    /** The points after a map. */
    public Landmarks map(Affine map) {
        double[] out = new double[xy.length];
        for (int i = 0; i < COUNT; i++) {
            out[2 * i] = map.x(x(i), y(i));
            out[2 * i + 1] = map.y(x(i), y(i));
        }
        return new Landmarks(out);
    }

    /**
     * The landmarks of the same face in the mirrored picture: {@code x} becomes {@code width - 1 - x}, and the points
     * of the left and right half change places.
     *
     * @param width of the picture, in pixels
     */
    public Landmarks mirrored(int width) {
        double[] out = new double[xy.length];
        for (int i = 0; i < COUNT; i++) {
            out[2 * i] = width - 1 - x(MIRRORED[i]);
            out[2 * i + 1] = y(MIRRORED[i]);
        }
        return new Landmarks(out);
    }

    /** Distance of the outer eye corners, points 36 and 45, in pixels. */
    public double interOcular() {
        return Math.hypot(x(36) - x(45), y(36) - y(45));
    }

    /** Mean distance of the points from those of another face, in pixels. */
    public double meanDistance(Landmarks other) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) sum += Math.hypot(x(i) - other.x(i), y(i) - other.y(i));
        return sum / COUNT;
    }

    /** The smallest upright box that holds all points. */
    public Box bounds() {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < COUNT; i++) {
            left = Math.min(left, x(i));
            right = Math.max(right, x(i));
            top = Math.min(top, y(i));
            bottom = Math.max(bottom, y(i));
        }
        return new Box(left, top, right, bottom);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Landmarks(double[] other) && Arrays.equals(xy, other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(xy);
    }

    @Override
    public String toString() {
        return "landmarks in " + bounds();
    }
}
