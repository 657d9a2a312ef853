package doppel.app.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.demo.TalkingHead;
import doppel.app.detect.CascadeDetector;
import doppel.app.detect.DetectedFace;
import doppel.app.face.Box;
import doppel.app.face.Landmarks;
import doppel.app.image.Frame;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeanFaceAlignerTest {
    /** Mean distance of the points over the distance of the outer eye corners. */
    private static double error(Landmarks found, Landmarks truth) {
        double sum = 0;
        for (int i = 0; i < Landmarks.COUNT; i++) {
            sum += Math.hypot(found.x(i) - truth.x(i), found.y(i) - truth.y(i));
        }
        return sum / Landmarks.COUNT / truth.interOcular();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePointsOfTheDemoHeadsLieNearTheTruth(boolean mira) throws IOException {
        int frames = 100;
        TalkingHead head = mira ? TalkingHead.mira(frames) : TalkingHead.tomas(frames);
        double sum = 0;
        int n = 0;
        try (CascadeDetector detector = new CascadeDetector();
                MeanFaceAligner aligner = new MeanFaceAligner()) {
            for (int i = 0; i < frames; i += 5) {
                Frame frame = head.frame(i);
                List<DetectedFace> faces = detector.detect(frame);
                assertEquals(1, faces.size(), head + " frame " + i);
                sum += error(aligner.find(frame, faces.get(0)), head.landmarks(i));
                n++;
            }
        }
        System.out.printf("%s: landmark error %.2f %%%n", head, 100 * sum / n);
        assertTrue(sum / n < 0.15, head + ": error " + 100 * sum / n + " %");
    }

    @Test
    void aFaceWithoutReadableEyesStillGetsPointsInItsBox() throws IOException {
        Frame flat = new Frame(200, 200);
        DetectedFace face = new DetectedFace(new Box(50, 50, 150, 150), 0.5);
        try (MeanFaceAligner aligner = new MeanFaceAligner()) {
            Box bounds = aligner.find(flat, face).bounds();
            assertTrue(bounds.overlap(face.box()) > 0.4, bounds.toString());
        }
    }

    @Test
    void pointsFollowTheDetectorsFivePoints() throws IOException {
        Frame flat = new Frame(200, 200);
        double[] five = {70, 80, 110, 90, 88, 110, 72, 125, 104, 132};
        DetectedFace face = new DetectedFace(new Box(40, 50, 140, 150), 0.5, five);
        try (MeanFaceAligner aligner = new MeanFaceAligner()) {
            Landmarks points = aligner.find(flat, face);
            double x = (points.x(36) + points.x(39)) / 2;
            double y = (points.y(36) + points.y(39)) / 2;
            assertTrue(Math.hypot(x - 70, y - 80) < 8, x + ", " + y);
            double roll = Math.atan2(points.y(45) - points.y(36), points.x(45) - points.x(36));
            assertEquals(Math.atan2(10, 40), roll, 0.05);
        }
    }
}
