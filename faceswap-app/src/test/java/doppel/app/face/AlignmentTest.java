package doppel.app.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.app.image.Affine;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class AlignmentTest {
    /** The solid mean face, turned, enlarged and put into a picture of 640 x 480. */
    static Landmarks turnedMeanFace() {
        double[] xy = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            double x = MeanFace.solid(i, 0);
            double y = MeanFace.solid(i, 1);
            xy[2 * i] = 320 + 1.25 * x - 0.2 * y;
            xy[2 * i + 1] = 240 + 1.25 * y + 0.2 * x;
        }
        return new Landmarks(xy);
    }

    @ParameterizedTest
    @EnumSource(FaceType.class)
    void matricesEqualThoseOfDeepFaceLab(FaceType type) throws IOException {
        JsonNode golden = SharedFolder.json("fixtures/deepfacelab/alignment.json");
        Landmarks landmarks = SharedFolder.landmarks(golden.get("landmarks"));
        for (int size : new int[] {128, 256, 512}) {
            JsonNode rows = golden.get("transform_mat").get(type.fileName()).get(Integer.toString(size));
            Affine map = Alignment.matrix(landmarks, size, type);
            double[] values = {map.a(), map.b(), map.tx(), map.c(), map.d(), map.ty()};
            for (int i = 0; i < 6; i++) {
                assertEquals(rows.get(i / 3).get(i % 3).asDouble(), values[i], 1e-3, size + " pixels, value " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HALF, 1, 1.663798, 0.255631, -469.085526, -0.255631, 1.663798, -177.647724",
        "MID_FULL, 1, 1.397070, 0.214650, -373.365307, -0.214651, 1.397071, -128.648728",
        "FULL, 1, 1.042074, 0.160108, -245.968091, -0.160108, 1.042074, -63.434096",
        "FULL_NO_ALIGN, 1, 1.054302, 0, -212.559359, 0, 1.054302, -118.005095",
        "WHOLE, 1, 0.780623, 0.119938, -152.141531, -0.119938, 0.780623, -6.996575",
        "WHOLE, 1.1, 0.858686, 0.131931, -180.155658, -0.131931, 0.858686, -20.496249",
        "HEAD, 1, 0.558340, 0.085785, -72.271699, -0.085785, 0.558340, 68.384622",
        "HEAD_NO_ALIGN, 1, 0.564892, 0, -54.470716, 0, 0.564892, -3.808823"
    })
    void matricesEqualThePublishedExamples(
            FaceType type, double scale, double a, double b, double tx, double c, double d, double ty) {
        Affine map = Alignment.matrix(turnedMeanFace(), 256, type, scale);
        double[] wanted = {a, b, tx, c, d, ty};
        double[] values = {map.a(), map.b(), map.tx(), map.c(), map.d(), map.ty()};
        for (int i = 0; i < 6; i++) assertEquals(wanted[i], values[i], 1e-3, "value " + i);
    }

    @Test
    void fullFaceMapsKnownPoints() {
        Landmarks aligned = turnedMeanFace().map(Alignment.matrix(turnedMeanFace(), 256, FaceType.FULL));
        assertEquals(127.62840, aligned.x(30), 1e-3);
        assertEquals(124.20923, aligned.y(30), 1e-3);
        assertEquals(125.41514, aligned.x(8), 1e-3);
        assertEquals(238.27716, aligned.y(8), 1e-3);
        assertEquals(64.77635, aligned.x(36), 1e-3);
        assertEquals(84.97245, aligned.y(45), 1e-3);
    }

    @Test
    void turnAndBoxEqualThePublishedExamples() {
        Landmarks landmarks = turnedMeanFace();
        assertEquals(-0.0340285, Alignment.turn(landmarks, Alignment.unit(landmarks)), 1e-6);
        Box box = Alignment.box(landmarks);
        assertEquals(201.6114, box.left(), 1e-3);
        assertEquals(111.9272, box.top(), 1e-3);
        assertEquals(443.4776, box.right(), 1e-3);
        assertEquals(353.7934, box.bottom(), 1e-3);
    }

    @Test
    void cornersGoBackToTheCornersOfTheCrop() {
        Affine map = Alignment.matrix(turnedMeanFace(), 200, FaceType.WHOLE);
        double[] corners = Alignment.corners(map, 200);
        double[] square = {0, 0, 200, 0, 200, 200, 0, 200};
        for (int i = 0; i < 8; i += 2) {
            assertEquals(square[i], map.x(corners[i], corners[i + 1]), 1e-6);
            assertEquals(square[i + 1], map.y(corners[i], corners[i + 1]), 1e-6);
        }
    }

    @Test
    void pointsInOnePlaceAreRefused() {
        double[] same = new double[2 * Landmarks.COUNT];
        Arrays.fill(same, 7);
        Landmarks point = new Landmarks(same);
        assertThrows(IllegalArgumentException.class, () -> Alignment.matrix(point, 256, FaceType.FULL));
        double[] broken = turnedMeanFace().xy();
        broken[80] = Double.NaN;
        Landmarks nan = new Landmarks(broken);
        assertThrows(IllegalArgumentException.class, () -> Alignment.matrix(nan, 256, FaceType.FULL));
    }
}
