package doppel.app.face;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the trembling out of the landmarks of a clip, without delay: each point is replaced by the value that a
 * parabola, fitted over time to the same face in the frames around, has in the middle. Motion up to constant
 * acceleration passes unchanged. Near a gap, a cut or an end of the clip the window shrinks to what lies on both sides.
 * Source: Savitzky, Golay, "Smoothing and differentiation of data by simplified least squares procedures", 1964.
 */
public final class LandmarkSmoothing {
    /** The widest window, in frames on each side. */
    public static final int WIDEST = 30;

    /** Faces are the same if their boxes overlap by this share from frame to frame... */
    private static final double SAME_BOX = 0.5;

    /** ...and their points move less than this, in inter-ocular distances; more is a cut to another face. */
    private static final double SAME_POINTS = 0.35;

    private LandmarkSmoothing() {}

    /**
     * The smoothed clip.
     *
     * @param frames the faces of each frame, in any order; frames without faces have empty lists
     * @param radius frames on each side of the window, 0 to {@link #WIDEST}; 0 and 1 change nothing
     * @return as many faces in each frame, in the same order
     * @throws IllegalArgumentException if the radius is out of range
     */
    public static List<List<Landmarks>> smooth(List<List<Landmarks>> frames, int radius) {
        if (radius < 0 || radius > WIDEST) {
            throw new IllegalArgumentException(
                    "landmark smoothing: radius must be in 0..%d, got %d".formatted(WIDEST, radius));
        }
        if (radius < 2) return frames; // a parabola meets three points exactly
        int[][] next = new int[frames.size()][];
        int[][] previous = new int[frames.size()][];
        for (int t = 0; t < frames.size(); t++) {
            previous[t] = unlinked(frames.get(t).size());
            next[t] = unlinked(frames.get(t).size());
            if (t > 0) link(frames.get(t - 1), frames.get(t), next[t - 1], previous[t]);
        }
        List<List<Landmarks>> out = new ArrayList<>();
        for (int t = 0; t < frames.size(); t++) {
            List<Landmarks> faces = new ArrayList<>();
            for (int i = 0; i < frames.get(t).size(); i++) {
                List<Landmarks> before = follow(frames, previous, t, i, -1, radius);
                List<Landmarks> after = follow(frames, next, t, i, 1, radius);
                faces.add(middle(frames.get(t).get(i), before, after));
            }
            out.add(faces);
        }
        return out;
    }

    private static int[] unlinked(int faces) {
        int[] links = new int[faces];
        Arrays.fill(links, -1);
        return links;
    }

    /** Links faces that are each other's best match. */
    private static void link(List<Landmarks> earlier, List<Landmarks> later, int[] next, int[] previous) {
        for (int i = 0; i < earlier.size(); i++) {
            int j = best(earlier.get(i), later);
            if (j < 0 || best(later.get(j), earlier) != i) continue;
            next[i] = j;
            previous[j] = i;
        }
    }

    private static int best(Landmarks face, List<Landmarks> others) {
        int best = -1;
        double most = SAME_BOX;
        for (int j = 0; j < others.size(); j++) {
            double overlap = face.bounds().overlap(others.get(j).bounds());
            if (overlap < most || face.meanDistance(others.get(j)) > SAME_POINTS * face.interOcular()) continue;
            most = overlap;
            best = j;
        }
        return best;
    }

    /** The same face in the frames before (step -1) or after (step 1), nearest first, up to a gap. */
    private static List<Landmarks> follow(
            List<List<Landmarks>> frames, int[][] links, int frame, int face, int step, int most) {
        List<Landmarks> out = new ArrayList<>();
        int t = frame;
        int i = links[t][face];
        while (i >= 0 && out.size() < most) {
            t += step;
            out.add(frames.get(t).get(i));
            i = links[t][i];
        }
        return out;
    }

    private static Landmarks middle(Landmarks face, List<Landmarks> before, List<Landmarks> after) {
        int r = Math.min(before.size(), after.size());
        if (r < 2) return face;
        double[] sum = new double[2 * Landmarks.COUNT];
        add(sum, face, weight(r, 0));
        for (int k = 1; k <= r; k++) {
            add(sum, before.get(k - 1), weight(r, k));
            add(sum, after.get(k - 1), weight(r, k));
        }
        return new Landmarks(sum);
    }

    private static void add(double[] sum, Landmarks face, double weight) {
        double[] xy = face.xy();
        for (int i = 0; i < sum.length; i++) sum[i] += weight * xy[i];
    }

    /** The weight of the point k frames away in the value of the parabola at the middle of {@code 2r + 1} frames. */
    private static double weight(int r, int k) {
        return 3.0 * (3 * r * r + 3 * r - 1 - 5 * k * k) / ((2.0 * r - 1) * (2 * r + 1) * (2 * r + 3));
    }
}
