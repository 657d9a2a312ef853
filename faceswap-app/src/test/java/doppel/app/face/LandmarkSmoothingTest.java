package doppel.app.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LandmarkSmoothingTest {
    /** A face on a parabola. */
    private static Landmarks at(double t) {
        return AlignmentTest.turnedMeanFace().map(new Affine(1, 0, 3 * t - 0.1 * t * t, 0, 1, 20 - t));
    }

    private static Landmarks trembling(Landmarks face, Random random) {
        double[] xy = face.xy();
        for (int i = 0; i < xy.length; i++) xy[i] += random.nextGaussian();
        return new Landmarks(xy);
    }

    @Test
    void motionWithConstantAccelerationPassesUnchanged() {
        List<List<Landmarks>> clip = new ArrayList<>();
        for (int t = 0; t < 20; t++) clip.add(List.of(at(t)));
        List<List<Landmarks>> smooth = LandmarkSmoothing.smooth(clip, 4);
        for (int t = 0; t < 20; t++) assertEquals(0, smooth.get(t).get(0).meanDistance(at(t)), 1e-9);
    }

    @Test
    void tremblingShrinksAsTheWindowGrows() {
        Random random = new Random(5);
        List<List<Landmarks>> clip = new ArrayList<>();
        for (int t = 0; t < 40; t++) clip.add(List.of(trembling(at(t), random)));
        double before = error(clip);
        double narrow = error(LandmarkSmoothing.smooth(clip, 2));
        double wide = error(LandmarkSmoothing.smooth(clip, 5));
        // The middle weight of the fit, 17/35 and 89/429, is the share of the variance that stays.
        assertEquals(before * Math.sqrt(17 / 35.0), narrow, 0.05 * before);
        assertEquals(before * Math.sqrt(89 / 429.0), wide, 0.05 * before);
    }

    /** Mean distance from the truth in the inner frames, which see whole windows. */
    private static double error(List<List<Landmarks>> clip) {
        double sum = 0;
        for (int t = 5; t < 35; t++) sum += clip.get(t).get(0).meanDistance(at(t));
        return sum / 30;
    }

    @Test
    void facesAreFollowedThroughChangesOfOrder() {
        Affine aside = new Affine(1, 0, 700, 0, 1, 50);
        List<List<Landmarks>> clip = new ArrayList<>();
        for (int t = 0; t < 12; t++) {
            Landmarks other = at(-t).map(aside);
            clip.add(t % 2 == 0 ? List.of(at(t), other) : List.of(other, at(t)));
        }
        List<List<Landmarks>> smooth = LandmarkSmoothing.smooth(clip, 3);
        for (int t = 0; t < 12; t++) assertEquals(0, smooth.get(t).get(t % 2).meanDistance(at(t)), 1e-9);
    }

    @Test
    void nothingIsMixedAcrossGapsAndCuts() {
        Landmarks first = at(0);
        Landmarks second = first.map(new Affine(1, 0, 10, 0, 1, 45)); // overlaps, but too far for one frame
        List<List<Landmarks>> clip = new ArrayList<>();
        for (int t = 0; t < 6; t++) clip.add(List.of(first));
        for (int t = 0; t < 6; t++) clip.add(List.of(second));
        clip.add(List.of());
        for (int t = 0; t < 6; t++) clip.add(List.of(first));
        List<List<Landmarks>> smooth = LandmarkSmoothing.smooth(clip, 5);
        assertTrue(first.bounds().overlap(second.bounds()) > 0.5);
        for (int t = 0; t < clip.size(); t++) {
            assertEquals(clip.get(t).size(), smooth.get(t).size());
            if (t == 12) continue;
            assertEquals(0, smooth.get(t).get(0).meanDistance(clip.get(t).get(0)), 1e-9, "frame " + t);
        }
    }

    @Test
    void aRadiusOfZeroChangesNothing() {
        List<List<Landmarks>> clip = List.of(List.of(at(0)), List.of(at(7)), List.of(at(1)));
        assertEquals(clip, LandmarkSmoothing.smooth(clip, 0));
        assertThrows(IllegalArgumentException.class, () -> LandmarkSmoothing.smooth(clip, -1));
    }
}
