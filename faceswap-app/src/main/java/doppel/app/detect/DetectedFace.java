package doppel.app.detect;

import doppel.app.face.Box;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One face found in a picture.
 *
 * @param box about the face, in pixels, as the detector draws it; it may reach beyond the picture
 * @param score how sure the detector is; 0..1
 * @param fivePoints {@code x0, y0, ..., x4, y4} in pixels: the eye on the viewer's left, the eye on the viewer's right,
 *     the tip of the nose, the mouth's corners left and right; null where the detector does not tell
 */
public record DetectedFace(Box box, double score, double @Nullable [] fivePoints) {
    public DetectedFace {
        if (fivePoints != null) {
            if (fivePoints.length != 10)
                throw new IllegalArgumentException(
                        "detected face: 10 values of five points wanted, got " + fivePoints.length);
            fivePoints = fivePoints.clone();
        }
    }

    /** A face of which no points are known. */
    public DetectedFace(Box box, double score) {
        this(box, score, null);
    }

    @Override
    public double @Nullable [] fivePoints() {
        return fivePoints == null ? null : fivePoints.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DetectedFace(Box b, double s, double @Nullable [] p)
                && box.equals(b)
                && score == s
                && Arrays.equals(fivePoints, p);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * box.hashCode() + Double.hashCode(score)) + Arrays.hashCode(fivePoints);
    }

    @Override
    public String toString() {
        return "face %.2f in %s".formatted(score, box);
    }
}
