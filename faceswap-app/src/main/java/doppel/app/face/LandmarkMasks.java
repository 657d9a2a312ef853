package doppel.app.face;

import doppel.app.image.Draw;
import doppel.app.image.Filter;
import doppel.app.image.FloatImage;

/**
 * Masks drawn from landmarks, one channel, 0 outside and 1 inside, as DeepFaceLab draws them: points cut to whole
 * pixels, convex hulls filled without soft edges. Points may lie outside the picture.
 */
public final class LandmarkMasks {
    /** The hulls whose union is the face: sides of the jaw, brows to chin, brows to nose and chin, the nose. */
    private static final int[][] FACE = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 17},
        {8, 9, 10, 11, 12, 13, 14, 15, 16, 26},
        {17, 18, 19, 8},
        {24, 25, 26, 8},
        {19, 20, 21, 22, 23, 24, 8},
        {17, 18, 19, 20, 21, 27, 31, 32, 33, 34, 35, 8},
        {22, 23, 24, 25, 26, 27, 31, 32, 33, 34, 35, 8},
        {27, 28, 29, 30, 31, 32, 33, 34, 35}
    };

    private static final int[][] EYES = {{36, 37, 38, 39, 40, 41}, {42, 43, 44, 45, 46, 47}};
    private static final int[][] MOUTH = {{60, 61, 62, 63, 64, 65, 66, 67}};

    /** Whole-pixel positions beyond this are cut: they are far outside every picture, and would overflow OpenCV's. */
    private static final int FARTHEST = 30_000;

    private LandmarkMasks() {}

    /** The face from chin to raised brows, {@code [height, width, 1]}; {@code browRaise} is 1. */
    public static FloatImage hull(Landmarks landmarks, int width, int height) {
        return hull(landmarks, 1.0, 0, 0, width, height);
    }

    /**
     * A part of {@link #hull(Landmarks, int, int)}.
     *
     * @param browRaise how far the brows are raised, 0 not at all, 1 by half their distance from the eyes, at most 4
     * @param left of the part in the picture, in pixels
     * @param top of the part in the picture, in pixels
     */
    public static FloatImage hull(Landmarks landmarks, double browRaise, int left, int top, int width, int height) {
        if (!(browRaise >= 0 && browRaise <= 4)) {
            throw new IllegalArgumentException("hull mask: brow raise must be in 0..4, got " + browRaise);
        }
        return filled(raiseBrows(whole(landmarks), browRaise), FACE, left, top, width, height);
    }

    /** Both eyes, widened by 1/32 of the height and softened over 1/16 of it. */
    public static FloatImage eyes(Landmarks landmarks, int width, int height) {
        return soft(filled(whole(landmarks), EYES, 0, 0, width, height));
    }

    /** The inner lips, widened and softened as the {@linkplain #eyes eyes} are. */
    public static FloatImage mouth(Landmarks landmarks, int width, int height) {
        return soft(filled(whole(landmarks), MOUTH, 0, 0, width, height));
    }

    /** The points cut to whole pixels, toward zero. */
    static int[] whole(Landmarks landmarks) {
        double[] xy = landmarks.xy();
        int[] whole = new int[xy.length];
        for (int i = 0; i < xy.length; i++) whole[i] = (int) Math.clamp(xy[i], -FARTHEST, FARTHEST);
        return whole;
    }

    /** Brow points moved away from the upper lid by {@code amount} halves of their distance, cut to whole pixels. */
    static int[] raiseBrows(int[] points, double amount) {
        int[] out = points.clone();
        for (int axis = 0; axis < 2; axis++) {
            int rightOuter = points[2 * 36 + axis];
            int leftOuter = points[2 * 45 + axis];
            int right = Math.floorDiv(rightOuter + points[axis], 2);
            int left = Math.floorDiv(points[2 * 16 + axis] + leftOuter, 2);
            int[] lids = {
                Math.floorDiv(rightOuter + right, 2),
                rightOuter,
                points[2 * 37 + axis],
                points[2 * 38 + axis],
                points[2 * 39 + axis],
                points[2 * 42 + axis],
                points[2 * 43 + axis],
                points[2 * 44 + axis],
                leftOuter,
                Math.floorDiv(leftOuter + left, 2)
            };
            for (int k = 0; k < lids.length; k++) {
                int brow = points[2 * (17 + k) + axis];
                out[2 * (17 + k) + axis] = (int) (brow + amount * 0.5 * (brow - lids[k]));
            }
        }
        return out;
    }

    private static FloatImage filled(int[] points, int[][] hulls, int left, int top, int width, int height) {
        FloatImage mask = new FloatImage(width, height, 1);
        for (int[] hull : hulls) {
            int[] xy = new int[2 * hull.length];
            for (int k = 0; k < hull.length; k++) {
                xy[2 * k] = points[2 * hull[k]] - left;
                xy[2 * k + 1] = points[2 * hull[k] + 1] - top;
            }
            Draw.fillConvexHull(mask, xy, 1f);
        }
        return mask;
    }

    private static FloatImage soft(FloatImage mask) {
        int wider = mask.height() / 32;
        FloatImage wide = wider > 0 ? Filter.dilate(mask, wider, 1) : mask;
        return Filter.gaussian(wide, mask.height() / 16 | 1, 0);
    }
}
