package doppel.app.face;

import doppel.app.image.Affine;

/**
 * Where a face lies in an aligned square crop. The maps are those of DeepFaceLab, its rounding to {@code float}
 * included, so that its files and ours agree within about 1e-4 pixel.
 *
 * <p>The landmarks are fitted to {@link MeanFace} by a {@link Similarity}; the unit square of the mean face, taken back
 * to the picture and grown by the {@linkplain FaceType#padding() padding}, is the crop. {@code WHOLE} is moved up by
 * 0.07 sides of the square; {@code HEAD} by 0.5 sides, and sideways against the turn of the head; upright types keep
 * centre and area and drop the rotation.
 */
public final class Alignment {
    private static final double WHOLE_UP = 0.07;
    private static final double HEAD_UP = 0.50;

    private Alignment() {}

    /**
     * The map from the picture to a crop of {@code size x size} pixels: the corner of the square goes to
     * {@code (0, 0)}, the opposite one to {@code (size, size)}.
     *
     * @param size pixels, at least 1
     * @throws IllegalArgumentException if the size is below 1, or the landmarks determine no face (not finite, or all
     *     in one place)
     */
    public static Affine matrix(Landmarks landmarks, int size, FaceType type) {
        return matrix(landmarks, size, type, 1.0);
    }

    /**
     * As {@link #matrix(Landmarks, int, FaceType)}, with the face enlarged about the centre of the crop.
     *
     * @param scale above 0; at 2 the face is twice as large in the crop, which shows half as much
     */
    public static Affine matrix(Landmarks landmarks, int size, FaceType type, double scale) {
        if (size < 1) throw new IllegalArgumentException("alignment: size must be >= 1, got " + size);
        if (!(scale > 0) || !Double.isFinite(scale)) {
            throw new IllegalArgumentException("alignment: scale must be > 0, got " + scale);
        }
        Affine toUnit = unit(landmarks);
        Affine back = toUnit.inverse();
        // The original keeps the corners of the unit square as float32.
        float[] topLeft = point(back, 0, 0);
        float[] topRight = point(back, 1, 0);
        float[] bottomRight = point(back, 1, 1);
        float[] bottomLeft = point(back, 0, 1);
        float[] centre = point(back, 0.5, 0.5);
        float[] down = direction(topLeft, bottomRight);
        float[] up = direction(bottomLeft, topRight);
        double reach = 1.0 / scale * distance(topLeft, bottomRight) * (type.padding() * Math.sqrt(2) + 0.5);
        if (type == FaceType.WHOLE) {
            shift(centre, bottomLeft, topLeft, WHOLE_UP);
        } else if (type == FaceType.HEAD) {
            double yaw = turn(landmarks, toUnit);
            yaw *= Math.abs(Math.tanh(2 * yaw));
            shift(centre, topLeft, topRight, yaw / 2);
            shift(centre, bottomLeft, topLeft, HEAD_UP);
        }
        float[] a = step(centre, down, -reach);
        float[] b = step(centre, up, reach);
        float[] c = step(centre, down, reach);
        if (type.upright()) {
            double half = Math.sqrt(area(a, b, c, step(centre, up, -reach))) / 2;
            a = new float[] {(float) (centre[0] - half), (float) (centre[1] - half)};
            b = new float[] {(float) (centre[0] + half), (float) (centre[1] - half)};
            c = new float[] {(float) (centre[0] + half), (float) (centre[1] + half)};
        }
        return toSquare(a, b, c, size);
    }

    /** The map from the picture to the unit square of the mean face. */
    public static Affine unit(Landmarks landmarks) {
        return Similarity.fit(fitted(landmarks), MeanFace.fittedPoints());
    }

    /** Whether the landmarks determine a face: finite, and not all in one place. */
    public static boolean isPossible(Landmarks landmarks) {
        return Similarity.fitOrNull(fitted(landmarks), MeanFace.fittedPoints()) != null;
    }

    private static double[] fitted(Landmarks landmarks) {
        double[] points = new double[2 * MeanFace.FITTED];
        for (int k = 0; k < MeanFace.FITTED; k++) {
            points[2 * k] = landmarks.x(MeanFace.fitted(k));
            points[2 * k + 1] = landmarks.y(MeanFace.fitted(k));
        }
        return points;
    }

    /**
     * The corners of a crop in the picture, clockwise from its top left: {@code x0, y0, ... x3, y3}.
     *
     * @param toCrop a map from the picture to the crop
     * @param size side of the crop in pixels
     */
    public static double[] corners(Affine toCrop, int size) {
        Affine back = toCrop.inverse();
        double[] xy = new double[8];
        for (int i = 0; i < 4; i++) {
            int u = i == 1 || i == 2 ? size : 0;
            int v = i >= 2 ? size : 0;
            xy[2 * i] = back.x(u, v);
            xy[2 * i + 1] = back.y(u, v);
        }
        return xy;
    }

    /** The upright box of the face as DeepFaceLab infers it from landmarks: the upright full crop of 256 pixels. */
    public static Box box(Landmarks landmarks) {
        Affine back = matrix(landmarks, 256, FaceType.FULL_NO_ALIGN).inverse();
        return new Box(back.x(0, 0), back.y(0, 0), back.x(255, 255), back.y(255, 255));
    }

    /**
     * How far the head is turned, from the distances of the nose ridge to both jaws in sides of the unit square: 0 for
     * a frontal face, above 0 when the right half of the picture of the face is the broader one.
     */
    public static double turn(Landmarks landmarks, Affine toUnit) {
        Landmarks unit = landmarks.map(toUnit);
        double left = 0;
        double right = 0;
        for (int i = 0; i < 3; i++) {
            left += unit.x(27 + i) - unit.x(i);
            right += unit.x(16 - i) - unit.x(27 + i);
        }
        return (right - left) / 3;
    }

    private static float[] point(Affine map, double x, double y) {
        return new float[] {(float) map.x(x, y), (float) map.y(x, y)};
    }

    private static float[] direction(float[] from, float[] to) {
        float dx = to[0] - from[0];
        float dy = to[1] - from[1];
        float length = (float) Math.hypot(dx, dy);
        return new float[] {dx / length, dy / length};
    }

    private static float distance(float[] p, float[] q) {
        return (float) Math.hypot(p[0] - q[0], p[1] - q[1]);
    }

    private static float[] step(float[] from, float[] direction, double length) {
        return new float[] {(float) (from[0] + direction[0] * length), (float) (from[1] + direction[1] * length)};
    }

    private static void shift(float[] point, float[] from, float[] to, double share) {
        point[0] += (float) ((to[0] - from[0]) * share);
        point[1] += (float) ((to[1] - from[1]) * share);
    }

    private static double area(float[]... corners) {
        double twice = 0;
        for (int i = 0; i < corners.length; i++) {
            float[] p = corners[i];
            float[] q = corners[(i + 1) % corners.length];
            twice += (double) p[0] * q[1] - (double) q[0] * p[1];
        }
        return Math.abs(twice) / 2;
    }

    /** The affine map that carries a, b, c to (0, 0), (size, 0), (size, size). */
    private static Affine toSquare(float[] a, float[] b, float[] c, int size) {
        double ux = (double) b[0] - a[0];
        double uy = (double) b[1] - a[1];
        double vx = (double) c[0] - b[0];
        double vy = (double) c[1] - b[1];
        return new Affine(ux / size, vx / size, a[0], uy / size, vy / size, a[1]).inverse();
    }
}
