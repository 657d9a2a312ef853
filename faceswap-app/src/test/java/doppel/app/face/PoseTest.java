package doppel.app.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PoseTest {
    /** The original stops before it has settled: its angles and the minimum differ by up to 0.0001 radians. */
    private static final double TOLERANCE = 2e-4;

    @Test
    void anglesEqualThoseOfDeepFaceLab() throws IOException {
        JsonNode faces = SharedFolder.json("fixtures/deepfacelab/faceset.json");
        JsonNode golden =
                SharedFolder.json("fixtures/deepfacelab/alignment.json").get("pose_and_sharpness");
        int compared = 0;
        for (JsonNode face : golden) {
            String file = face.get("file").asString();
            if (!faces.has(file)) continue; // its landmarks are not among the fixtures
            Pose pose = Pose.of(SharedFolder.landmarks(faces.get(file).get("landmarks")), 256);
            JsonNode wanted = face.get("pitch_yaw_roll");
            assertEquals(wanted.get(0).asDouble(), pose.pitch(), TOLERANCE, file);
            assertEquals(wanted.get(1).asDouble(), pose.yaw(), TOLERANCE, file);
            assertEquals(wanted.get(2).asDouble(), pose.roll(), TOLERANCE, file);
            compared++;
        }
        assertEquals(10, compared);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0, 0", "-0.3, 0, 0", "0, 0.4, 0", "0, -0.5, 0", "0, 0, 0.3", "0.15, -0.25, -0.2"})
    void aFaceSeenThroughTheFittedCameraGivesItsAngles(double pitch, double yaw, double roll) {
        Pose pose = Pose.of(seen(pitch, yaw, roll, 300), 256);
        assertEquals(pitch, pose.pitch(), 1e-6);
        assertEquals(yaw, pose.yaw(), 1e-6);
        assertEquals(roll, pose.roll(), 1e-6);
    }

    @Test
    void lookingUpLiftsTheNoseAboveTheEyesCorners() {
        // Pitch above 0 looks up: the tip of the nose, nearest to the viewer, moves up in the picture.
        assertTrue(seen(0.3, 0, 0, 300).y(30) < seen(0, 0, 0, 300).y(30));
        assertTrue(seen(0, 0.3, 0, 300).x(30) < seen(0, 0, 0, 300).x(30));
        assertTrue(seen(0, 0, 0.3, 300).y(16) > seen(0, 0, 0.3, 300).y(0));
    }

    /** The solid mean face under {@code R = Rz(roll) Ry(yaw) Rx(-pitch)} through a camera of 256 pixels. */
    private static Landmarks seen(double pitch, double yaw, double roll, double distance) {
        double[] xy = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            double x = MeanFace.solid(i, 0);
            double y = MeanFace.solid(i, 1);
            double z = MeanFace.solid(i, 2);
            double y1 = Math.cos(-pitch) * y - Math.sin(-pitch) * z;
            double z1 = Math.sin(-pitch) * y + Math.cos(-pitch) * z;
            double x2 = Math.cos(yaw) * x + Math.sin(yaw) * z1;
            double z2 = -Math.sin(yaw) * x + Math.cos(yaw) * z1;
            double x3 = Math.cos(roll) * x2 - Math.sin(roll) * y1;
            double y3 = Math.sin(roll) * x2 + Math.cos(roll) * y1;
            xy[2 * i] = 128 + 256 * x3 / (z2 + distance);
            xy[2 * i + 1] = 128 + 256 * y3 / (z2 + distance);
        }
        return new Landmarks(xy);
    }
}
