package doppel.app.dfl;

import java.util.Arrays;

/**
 * An outline drawn by hand on an aligned face.
 *
 * @param include whether what it encloses belongs to the face, rather than hides it
 * @param xy {@code x0, y0, x1, y1, ...} in pixels of the face picture
 */
@SuppressWarnings("ArrayRecordComponent") // cloned on the way in and out, compared by value
public record FacePolygon(boolean include, float... xy) {
    /** @throws IllegalArgumentException if a point lacks its y */
    public FacePolygon {
        if (xy.length % 2 != 0) throw new IllegalArgumentException("polygon: " + xy.length + " coordinates");
        xy = xy.clone();
    }

    @Override
    public float[] xy() {
        return xy.clone();
    }

    /** How many corners there are. */
    public int points() {
        return xy.length / 2;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FacePolygon(boolean i, float[] other) && include == i && Arrays.equals(xy, other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(xy) * 2 + (include ? 1 : 0);
    }

    @Override
    public String toString() {
        return (include ? "include " : "exclude ") + Arrays.toString(xy);
    }
}
