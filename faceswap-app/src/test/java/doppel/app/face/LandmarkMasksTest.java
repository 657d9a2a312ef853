package doppel.app.face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.Codec;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LandmarkMasksTest {
    @Test
    void theHullEqualsThatOfDeepFaceLab() throws IOException {
        assertEquals(0, differing(golden("hull_mask.png"), LandmarkMasks.hull(landmarks(), 320, 240), 0));
    }

    @Test
    void theEyesEqualThoseOfDeepFaceLab() throws IOException {
        assertEquals(0, differing(golden("eye_mask.png"), LandmarkMasks.eyes(landmarks(), 320, 240), 1));
    }

    @Test
    void theMouthEqualsThatOfDeepFaceLab() throws IOException {
        assertEquals(0, differing(golden("mouth_mask.png"), LandmarkMasks.mouth(landmarks(), 320, 240), 1));
    }

    @Test
    void areasEqualThePublishedExample() {
        Landmarks face = AlignmentTest.turnedMeanFace();
        assertEquals(29304, sum(LandmarkMasks.hull(face, 640, 480)));
        assertEquals(1845.0, sum(LandmarkMasks.eyes(face, 640, 480)), 0.1);
        assertEquals(1390.0, sum(LandmarkMasks.mouth(face, 640, 480)), 0.1);
    }

    @Test
    void raisedBrowsEqualThePublishedExample() {
        int[] points = LandmarkMasks.raiseBrows(LandmarkMasks.whole(AlignmentTest.turnedMeanFace()), 1);
        int[] wanted = {
            249, 157, 266, 142, 287, 141, 306, 146, 323, 154, 343, 156, 363, 155, 382, 157, 400, 163, 412, 181
        };
        assertArrayEquals(wanted, Arrays.copyOfRange(points, 2 * 17, 2 * 27));
    }

    @Test
    void aPartOfTheHullIsThatPartOfTheWhole() throws IOException {
        FloatImage whole = LandmarkMasks.hull(landmarks(), 320, 240);
        FloatImage part = LandmarkMasks.hull(landmarks(), 1, 130, 60, 50, 70);
        assertTrue(sum(part) > 1000);
        for (int y = 0; y < 70; y++) {
            for (int x = 0; x < 50; x++) assertEquals(whole.at(130 + x, 60 + y, 0), part.at(x, y, 0));
        }
    }

    @Test
    void aFaceOutsideThePictureLeavesTheMaskEmpty() {
        double[] xy = AlignmentTest.turnedMeanFace().xy();
        for (int i = 0; i < xy.length; i++) xy[i] += 1e9;
        assertEquals(0, sum(LandmarkMasks.hull(new Landmarks(xy), 64, 48)));
    }

    private static Landmarks landmarks() throws IOException {
        return SharedFolder.landmarks(
                SharedFolder.json("fixtures/deepfacelab/merge/frame.json").get("landmarks"));
    }

    private static Frame golden(String name) throws IOException {
        return Codec.read(SharedFolder.file("fixtures/deepfacelab/" + name));
    }

    private static double sum(FloatImage mask) {
        double sum = 0;
        for (float value : mask.data()) sum += value;
        return sum;
    }

    /** How many pixels differ by more than {@code tolerance} of 255. */
    private static int differing(Frame golden, FloatImage mask, int tolerance) {
        assertEquals(golden.width(), mask.width());
        assertEquals(golden.height(), mask.height());
        int count = 0;
        for (int i = 0; i < mask.data().length; i++) {
            int wanted = golden.bgr()[3 * i] & 0xFF;
            if (Math.abs(wanted - (int) (mask.data()[i] * 255f)) > tolerance) count++;
        }
        return count;
    }
}
