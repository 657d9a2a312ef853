package doppel.app.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.demo.TalkingHead;
import doppel.app.detect.CascadeDetector;
import doppel.app.detect.DetectedFace;
import doppel.app.face.Box;
import doppel.app.face.Landmarks;
import doppel.app.face.MeanFace;
import doppel.app.image.Affine;
import doppel.app.image.Frame;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionAlignerTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePointsOfTheDemoHeadsLieNearTheTruthAndFarNearerThanTheMeanFace(boolean mira) throws IOException {
        int frames = 100;
        TalkingHead head = mira ? TalkingHead.mira(frames) : TalkingHead.tomas(frames);
        double sum = 0;
        double worst = 0;
        double plain = 0;
        int n = 0;
        try (CascadeDetector detector = new CascadeDetector();
                RegressionAligner aligner = new RegressionAligner()) {
            for (int i = 0; i < frames; i += 5) {
                Frame frame = head.frame(i);
                List<DetectedFace> faces = detector.detect(frame);
                assertEquals(1, faces.size(), head + " frame " + i);
                double error = LandmarkError.mean(aligner.find(frame, faces.get(0)), head.landmarks(i));
                plain += LandmarkError.mean(aligner.laid(faces.get(0)), head.landmarks(i));
                sum += error;
                worst = Math.max(worst, error);
                n++;
            }
        }
        System.out.printf(
                "%s: landmark error %.2f %%, at most %.2f %%, of the mean face %.2f %%%n",
                head, 100 * sum / n, 100 * worst, 100 * plain / n);
        assertTrue(sum / n < 0.03, head + ": error " + 100 * sum / n + " %");
        assertTrue(worst < 0.08, head + ": worst error " + 100 * worst + " %");
        assertTrue(sum < 0.25 * plain, head + ": the mean face alone has " + 100 * plain / n + " %");
    }

    @Test
    void aFaceWithoutReadableEyesStillGetsPointsInItsBox() throws IOException {
        Frame flat = new Frame(200, 200);
        DetectedFace face = new DetectedFace(new Box(50, 50, 150, 150), 0.5);
        try (RegressionAligner aligner = new RegressionAligner()) {
            Box bounds = aligner.find(flat, face).bounds();
            assertTrue(bounds.overlap(face.box()) > 0.4, bounds.toString());
        }
    }

    @Test
    void pointsFollowTheDetectorsFivePoints() throws IOException {
        double lean = 0.25;
        double k = 70;
        Affine place =
                new Affine(k * Math.cos(lean), -k * Math.sin(lean), 65, k * Math.sin(lean), k * Math.cos(lean), 60);
        double[] five = new double[10];
        int[][] of = {{36, 37, 38, 39, 40, 41}, {42, 43, 44, 45, 46, 47}, {30}, {48}, {54}};
        for (int p = 0; p < 5; p++) {
            for (int i : of[p]) {
                five[2 * p] += place.x(MeanFace.x(i), MeanFace.y(i)) / of[p].length;
                five[2 * p + 1] += place.y(MeanFace.x(i), MeanFace.y(i)) / of[p].length;
            }
        }
        DetectedFace face = new DetectedFace(new Box(40, 50, 140, 150), 0.5, five);
        try (RegressionAligner aligner = new RegressionAligner()) {
            Landmarks points = aligner.find(new Frame(200, 200), face);
            double x = (points.x(36) + points.x(39)) / 2;
            double y = (points.y(36) + points.y(39)) / 2;
            assertTrue(Math.hypot(x - five[0], y - five[1]) < 4, x + ", " + y + " for " + five[0] + ", " + five[1]);
            double roll = Math.atan2(points.y(45) - points.y(36), points.x(45) - points.x(36));
            assertEquals(lean, roll, 0.03);
        }
    }
}
