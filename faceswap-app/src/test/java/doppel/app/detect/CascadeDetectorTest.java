package doppel.app.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.demo.TalkingHead;
import doppel.app.face.Box;
import doppel.app.face.Landmarks;
import doppel.app.face.SharedFolder;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CascadeDetectorTest {
    private static final int FRAMES = 100;
    private static CascadeDetector detector;

    @BeforeAll
    static void open() throws IOException {
        detector = new CascadeDetector();
    }

    @AfterAll
    static void close() {
        detector.close();
    }

    @BeforeEach
    void forget() {
        detector.reset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDemoHeadsAreFoundInAtLeast95PercentOfFramesWithoutHelpOfEarlierFrames(boolean mira) {
        TalkingHead head = mira ? TalkingHead.mira(FRAMES) : TalkingHead.tomas(FRAMES);
        int frames = 0;
        int found = 0;
        for (int i = 0; i < FRAMES; i += 3) {
            detector.reset();
            List<DetectedFace> faces = detector.detect(head.frame(i));
            frames++;
            if (faces.size() == 1 && isAt(faces.get(0).box(), head.landmarks(i))) found++;
        }
        System.out.printf("%s: found in %d of %d frames%n", head, found, frames);
        assertTrue(found >= 0.95 * frames, head + ": found in " + found + " of " + frames + " frames");
    }

    @Test
    void aPictureWithoutAFaceHasNone() {
        assertEquals(List.of(), detector.detect(new Frame(640, 480)));
        assertEquals(List.of(), detector.detect(noise(640, 480)));
        assertEquals(List.of(), detector.detect(new Frame(7, 5)));
    }

    @Test
    void twoPeopleInOnePictureAreTwoFaces() {
        Frame left = TalkingHead.mira(10).frame(4);
        Frame right = TalkingHead.tomas(10).frame(4);
        Frame both = new Frame(left.width() * 2, left.height());
        for (int y = 0; y < left.height(); y++) {
            int row = left.width() * 3;
            System.arraycopy(left.bgr(), y * row, both.bgr(), 2 * y * row, row);
            System.arraycopy(right.bgr(), y * row, both.bgr(), (2 * y + 1) * row, row);
        }
        List<DetectedFace> faces = detector.detect(both);
        assertEquals(2, faces.size(), faces.toString());
        double a = faces.get(0).box().centreX();
        double b = faces.get(1).box().centreX();
        assertTrue((a < left.width()) != (b < left.width()), faces.toString());
    }

    @Test
    void aLeaningFaceIsFoundWhereItIs() {
        TalkingHead head = TalkingHead.tomas(10);
        Frame upright = head.frame(2);
        double c = Math.cos(Math.toRadians(25));
        double s = Math.sin(Math.toRadians(25));
        double cx = upright.width() / 2.0;
        double cy = upright.height() / 2.0;
        Affine lean = new Affine(c, -s, cx - c * cx + s * cy, s, c, cy - s * cx - c * cy);
        Frame leaning =
                Warp.affine(upright, lean, upright.width(), upright.height(), Interpolation.LINEAR, Border.REPLICATE);
        List<DetectedFace> faces = detector.detect(leaning);
        assertEquals(1, faces.size(), faces.toString());
        assertTrue(isAt(faces.get(0).box(), head.landmarks(2).map(lean)), faces.toString());
    }

    @Test
    void aFaceThatLeavesIsForgottenAfterHalfASecond() {
        detector.detect(TalkingHead.mira(10).frame(4));
        Frame empty = noise(TalkingHead.WIDTH, TalkingHead.HEIGHT);
        int still = 0;
        while (!detector.detect(empty).isEmpty()) still++;
        assertTrue(still <= 12, "seen for " + still + " more frames");
    }

    @Test
    void paintedFacesAreFound() throws IOException {
        JsonNode expected = SharedFolder.json("fixtures/detection/expected.json");
        int found = 0;
        int known = 0;
        for (String name :
                List.of("mona-lisa", "straw-hat", "american-gothic", "girl-with-a-pearl-earring", "women-1905")) {
            detector.reset();
            List<DetectedFace> faces =
                    detector.detect(Codec.read(SharedFolder.file("fixtures/detection/" + name + ".png")));
            int here = 0;
            for (JsonNode face : expected.get(name)) {
                Landmarks points = SharedFolder.landmarks(face.get("landmarks68"));
                known++;
                if (faces.stream().anyMatch(f -> isAt(f.box(), points))) here++;
            }
            System.out.printf(
                    "%s: %d of %d faces, %d boxes%n",
                    name, here, expected.get(name).size(), faces.size());
            found += here;
        }
        assertTrue(found >= 0.5 * known, found + " of " + known);
    }

    private static Frame noise(int width, int height) {
        Frame frame = new Frame(width, height);
        int state = 1;
        for (int i = 0; i < frame.bgr().length; i++) {
            state = state * 1664525 + 1013904223;
            frame.bgr()[i] = (byte) (state >>> 24);
        }
        return frame;
    }

    /** Whether the box's middle lies within the face and its side fits. */
    private static boolean isAt(Box box, Landmarks points) {
        Box face = points.bounds();
        double width = Math.max(face.width(), face.height());
        return Math.abs(box.centreX() - face.centreX()) < 0.25 * width
                && Math.abs(box.centreY() - face.centreY()) < 0.25 * width
                && box.width() > 0.6 * width
                && box.width() < 1.7 * width;
    }
}
