package doppel.app.align;

import doppel.app.detect.DetectedFace;
import doppel.app.face.Box;
import doppel.app.face.Landmarks;
import doppel.app.face.Similarity;
import doppel.app.image.Affine;
import doppel.app.image.ColorSpace;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import java.io.IOException;
import java.io.InputStream;

/**
 * The aligner that needs no file from outside: the mean face, laid on the picture by the detector's five points or box,
 * and moved by a {@link ShapeCascade} that was taught with faces this program draws itself. Works on upright faces that
 * turn by up to about 30 degrees; on faces of flesh and paint the points are rougher than those of a network.
 *
 * <p>The steps are run twice, the second time from where the first ended; an answer that stays is believed. Where it
 * does not, the face may lean, and leaning starts are tried; where none stays, the mean face is left where the detector
 * puts it.
 */
public final class RegressionAligner implements LandmarkFinder {
    private static final String LEARNED = "landmarks.bin";

    /** Side of a detector's square box over the distance of the outer eye corners. */
    private static final double BOX = 1.87;
    /** How far the box's middle is above the middle of eyes and mouth, in distances of the outer eye corners. */
    private static final double RAISED = 0.16;

    /** Other starts, radians. */
    private static final double[] LEANS = {-0.4, 0.4};

    /** An answer that moves less in the second run needs no other start; in distances of the outer eye corners. */
    private static final double SETTLED = 0.05;
    /** An answer that moves more is none. */
    private static final double LOST = 0.20;

    /** Least difference of gray values, 0..1, in a picture of a face. */
    private static final double FLAT = 0.02;

    private final ShapeCascade cascade;
    private final Landmarks mean;

    /**
     * Loads what was learned.
     *
     * @throws IOException if the program's own file is missing or broken
     */
    public RegressionAligner() throws IOException {
        try (InputStream in = RegressionAligner.class.getResourceAsStream(LEARNED)) {
            if (in == null) throw new IOException("landmarks: " + LEARNED + " is missing in this build");
            cascade = ShapeCascade.read(in);
        }
        mean = new Landmarks(cascade.mean);
    }

    @Override
    public Landmarks find(Frame frame, DetectedFace face) {
        FloatImage gray = ColorSpace.grayOf(frame);
        Affine start = start(face);
        // the square samples the picture: larger faces are made smaller first
        int shrink = (int) (1 / Math.hypot(start.a(), start.c()));
        if (shrink > 1 && gray.width() > 2 * shrink && gray.height() > 2 * shrink) {
            int width = gray.width() / shrink;
            int height = gray.height() / shrink;
            double kx = (double) width / gray.width();
            double ky = (double) height / gray.height();
            Affine small = new Affine(kx, 0, (kx - 1) / 2, 0, ky, (ky - 1) / 2);
            Landmarks found = find(
                    Resize.to(gray, width, height, Interpolation.AREA),
                    small.inverse().then(start));
            return found.map(small.inverse());
        }
        return find(gray, start);
    }

    /**
     * Starts upright, and leaning where that does not settle; where nothing does, the mean face stays where it began.
     */
    private Landmarks find(FloatImage gray, Affine start) {
        Landmarks laid = mean.map(start.inverse());
        if (flat(ShapeCascade.square(gray, new ShapeCascade.Fit(cascade.mean, start)))) return laid;
        Settled best = settle(gray, start);
        for (double lean : LEANS) {
            if (best.moved() < SETTLED) break;
            double middle = ShapeCascade.SIDE / 2.0;
            double c = Math.cos(lean);
            double s = Math.sin(lean);
            Affine turn = new Affine(c, -s, middle - c * middle + s * middle, s, c, middle - s * middle - c * middle);
            Settled other = settle(gray, start.then(turn));
            if (other.moved() < best.moved()) best = other;
        }
        return best.moved() < LOST ? best.points() : laid;
    }

    /** The mean face where the detector's points or box put it. */
    Landmarks laid(DetectedFace face) {
        return mean.map(start(face).inverse());
    }

    /** Whether a picture shows nothing to go by. */
    private static boolean flat(float[] gray) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float v : gray) {
            least = Math.min(least, v);
            most = Math.max(most, v);
        }
        return most - least < FLAT;
    }

    /**
     * What a second run, begun at the answer of the first, says, and how far it moved in parts of the eyes' distance.
     */
    private record Settled(Landmarks points, double moved) {}

    private Settled settle(FloatImage gray, Affine start) {
        Landmarks first = cascade.find(gray, start);
        Landmarks second = cascade.find(gray, Similarity.fit(first.xy(), cascade.mean));
        return new Settled(second, first.meanDistance(second) / second.interOcular());
    }

    /** The map from the picture to the square in which the mean face stands. */
    private Affine start(DetectedFace face) {
        double[] five = face.fivePoints();
        if (five != null) {
            double[] of = {
                (mean.x(36) + mean.x(39)) / 2,
                (mean.y(36) + mean.y(39)) / 2,
                (mean.x(42) + mean.x(45)) / 2,
                (mean.y(42) + mean.y(45)) / 2,
                mean.x(30),
                mean.y(30),
                mean.x(48),
                mean.y(48),
                mean.x(54),
                mean.y(54)
            };
            return Similarity.fit(five, of);
        }
        double corners = mean.interOcular();
        double x = (mean.x(36) + mean.x(45) + mean.x(48) + mean.x(54)) / 4;
        double y = (mean.y(36) + mean.y(45) + mean.y(48) + mean.y(54)) / 4 - RAISED * corners;
        Box box = face.box();
        double k = BOX * corners / Math.max(1, Math.max(box.width(), box.height()));
        return new Affine(k, 0, x - k * box.centreX(), 0, k, y - k * box.centreY());
    }
}
