package doppel.app.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.align.FoundFace;
import doppel.app.detect.DetectedFace;
import doppel.app.face.LandmarkSmoothing;
import doppel.app.face.Landmarks;
import doppel.app.face.MeanFace;
import doppel.app.image.Affine;
import doppel.app.image.Frame;
import doppel.app.media.VideoFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaceTrackTest {
    private static final int RADIUS = 4;

    /** The mean face, aside by so many pixels. */
    private static Landmarks face(double aside) {
        double[] xy = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            xy[2 * i] = 320 + aside + 1.25 * MeanFace.solid(i, 0);
            xy[2 * i + 1] = 240 + 1.25 * MeanFace.solid(i, 1);
        }
        return new Landmarks(xy);
    }

    private static Landmarks trembling(Landmarks face, Random random) {
        double[] xy = face.xy();
        for (int i = 0; i < xy.length; i++) xy[i] += random.nextGaussian();
        return new Landmarks(xy);
    }

    private static FaceTrack.Seen seen(int frame, int gray, Landmarks... faces) {
        byte[] bgr = new byte[3 * 64 * 48];
        Arrays.fill(bgr, (byte) gray);
        List<FoundFace> found = Arrays.stream(faces)
                .map(points -> new FoundFace(new DetectedFace(points.bounds(), 1), points))
                .toList();
        return new FaceTrack.Seen(new VideoFrame(new Frame(64, 48, bgr), frame, frame / 25.0), found);
    }

    private static List<List<Landmarks>> track(List<FaceTrack.Seen> clip, int radius) throws IOException {
        Iterator<FaceTrack.Seen> frames = clip.iterator();
        var track = new FaceTrack(() -> frames.hasNext() ? frames.next() : null, radius);
        List<List<Landmarks>> out = new ArrayList<>();
        for (FaceTrack.Seen seen = track.next(); seen != null; seen = track.next()) {
            assertEquals(clip.get(out.size()).frame(), seen.frame());
            out.add(seen.faces().stream().map(FoundFace::landmarks).toList());
        }
        return out;
    }

    private static List<List<Landmarks>> points(List<FaceTrack.Seen> clip) {
        return clip.stream()
                .map(seen -> seen.faces().stream().map(FoundFace::landmarks).toList())
                .toList();
    }

    private static double error(List<List<Landmarks>> clip) {
        double sum = 0;
        for (int t = RADIUS; t < clip.size() - RADIUS; t++) {
            sum += clip.get(t).getFirst().meanDistance(face(2 * t));
        }
        return sum / (clip.size() - 2 * RADIUS);
    }

    @Test
    void tremblingShrinksToTheShareOfTheMiddleWeight() throws IOException {
        Random random = new Random(3);
        List<FaceTrack.Seen> clip = new ArrayList<>();
        for (int t = 0; t < 40; t++) clip.add(seen(t, 100, trembling(face(2 * t), random)));
        double before = error(points(clip));
        assertEquals(before * Math.sqrt(59 / 231.0), error(track(clip, RADIUS)), 0.05 * before);
        assertEquals(points(clip), track(clip, 0));
    }

    @Test
    void readingAheadGivesWhatSmoothingTheWholeClipGives() throws IOException {
        Random random = new Random(4);
        List<FaceTrack.Seen> clip = new ArrayList<>();
        for (int t = 0; t < 23; t++) {
            Landmarks one = trembling(face(t), random);
            Landmarks other = trembling(face(t).map(new Affine(1, 0, 400, 0, 1, 0)), random);
            clip.add(t == 15 ? seen(t, 100) : t % 3 == 0 ? seen(t, 100, other, one) : seen(t, 100, one, other));
        }
        List<List<Landmarks>> whole = LandmarkSmoothing.smooth(points(clip), RADIUS);
        assertEquals(whole, track(clip, RADIUS));
        assertTrue(whole.get(15).isEmpty(), "a frame without a face stays without");
        // taken up in the middle, with the frames that the first window sees
        assertEquals(
                whole.subList(9, 23),
                track(clip.subList(9 - RADIUS, 23), RADIUS).subList(RADIUS, 14 + RADIUS));
    }

    @Test
    void aCutIsNotCrossedThoughTheFacesLieAlike() throws IOException {
        List<FaceTrack.Seen> clip = new ArrayList<>();
        for (int t = 0; t < 20; t++) clip.add(t < 10 ? seen(t, 60, face(0)) : seen(t, 110, face(8)));
        List<List<Landmarks>> mixed = LandmarkSmoothing.smooth(points(clip), RADIUS);
        assertTrue(mixed.get(9).getFirst().meanDistance(face(0)) > 0.5, "the faces alone do not tell the cut");
        List<List<Landmarks>> kept = track(clip, RADIUS);
        for (int t = 0; t < 20; t++) {
            assertEquals(0, kept.get(t).getFirst().meanDistance(face(t < 10 ? 0 : 8)), 1e-9, "frame " + t);
        }
    }

    @Test
    void aClipShorterThanTheWindowEnds() throws IOException {
        assertEquals(List.of(), track(List.of(), RADIUS));
        List<FaceTrack.Seen> clip = List.of(seen(0, 100, face(0)), seen(1, 100, face(1)));
        assertEquals(points(clip), track(clip, RADIUS));
    }
}
