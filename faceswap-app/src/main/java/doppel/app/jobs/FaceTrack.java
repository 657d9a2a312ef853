package doppel.app.jobs;

import doppel.app.align.FoundFace;
import doppel.app.face.Alignment;
import doppel.app.face.LandmarkSmoothing;
import doppel.app.face.Landmarks;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.media.VideoFrame;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a clip in order with their faces, whose landmarks are smoothed as by {@link LandmarkSmoothing} over the
 * whole clip, but in bounded memory: it reads as many frames ahead as the window reaches. Nothing is mixed across a
 * cut, which is where two pictures in a row differ all over.
 */
final class FaceTrack {
    /** Size of the pictures that are compared. */
    private static final int WIDTH = 16;

    private static final int HEIGHT = 9;

    /** A cut is where values, 0..255, differ by more than this on average. */
    private static final int CUT = 24;

    /**
     * A frame and its faces.
     *
     * @param faces in any order
     */
    record Seen(VideoFrame frame, List<FoundFace> faces) {}

    /** Frames in order. */
    interface Source {
        /** The next one, null after the last. */
        @Nullable Seen next() throws IOException;
    }

    private final Source source;
    private final int radius;
    private final Deque<Seen> ahead = new ArrayDeque<>();
    /** Of the frames behind and ahead that one window may see, oldest first. */
    private final List<List<Landmarks>> points = new ArrayList<>();

    private final List<Frame> looks = new ArrayList<>();
    private boolean ended;

    /** @param radius frames on each side of the window, 0 to {@link LandmarkSmoothing#WIDEST}; 0 changes nothing */
    FaceTrack(Source source, int radius) {
        this.source = source;
        this.radius = radius;
    }

    /** The next frame with its faces in the order they came in, null after the last. */
    @Nullable Seen next() throws IOException {
        while (!ended && ahead.size() <= radius) read();
        Seen seen = ahead.poll();
        if (seen == null) return null;
        int at = points.size() - ahead.size() - 1;
        List<Landmarks> smooth = smooth(at);
        List<FoundFace> faces = new ArrayList<>();
        for (int i = 0; i < smooth.size(); i++) {
            FoundFace raw = seen.faces().get(i);
            boolean possible = Alignment.isPossible(smooth.get(i));
            faces.add(possible ? new FoundFace(raw.face(), smooth.get(i)) : raw);
        }
        if (at == radius) {
            points.removeFirst();
            looks.removeFirst();
        }
        return new Seen(seen.frame(), faces);
    }

    private void read() throws IOException {
        Seen seen = source.next();
        if (seen == null) {
            ended = true;
            return;
        }
        ahead.add(seen);
        points.add(seen.faces().stream().map(FoundFace::landmarks).toList());
        looks.add(Resize.to(seen.frame().picture(), WIDTH, HEIGHT, Interpolation.AREA));
    }

    private List<Landmarks> smooth(int at) {
        int from = at;
        while (from > 0 && !isCut(from)) from--;
        int to = at + 1;
        while (to < looks.size() && !isCut(to)) to++;
        return LandmarkSmoothing.smooth(points.subList(from, to), radius).get(at - from);
    }

    /** Whether a frame looks unlike the one before it. */
    private boolean isCut(int frame) {
        byte[] a = looks.get(frame - 1).bgr();
        byte[] b = looks.get(frame).bgr();
        int sum = 0;
        for (int i = 0; i < a.length; i++) sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
        return sum > CUT * a.length;
    }
}
