package doppel.app.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.app.face.SharedFolder;
import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.onnx.OnnxModel;
import doppel.app.onnx.OnnxReader;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class YuNetDetectorTest {
    private static Kernels kernels;

    @BeforeAll
    static void open() {
        kernels = Backends.open(new Device.Cpu());
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mona-lisa",
                "straw-hat",
                "american-gothic",
                "girl-with-a-pearl-earring",
                "women-1905",
                "henry-viii"
            })
    void findsWhatOpenCvFinds(String name) throws IOException {
        JsonNode wanted = SharedFolder.json("fixtures/detection/expected.json").get(name);
        Frame picture = Codec.read(SharedFolder.file("fixtures/detection/" + name + ".png"));
        try (YuNetDetector detector = yunet()) {
            List<DetectedFace> faces = detector.detect(picture);
            assertEquals(wanted.size(), faces.size(), "faces");
            for (int i = 0; i < faces.size(); i++) { // both are sorted by score
                DetectedFace face = faces.get(i);
                JsonNode box = wanted.get(i).get("box_xywh");
                assertEquals(wanted.get(i).get("score").asDouble(), face.score(), 0.01);
                assertEquals(box.get(0).asDouble(), face.box().left(), 1);
                assertEquals(box.get(1).asDouble(), face.box().top(), 1);
                assertEquals(box.get(2).asDouble(), face.box().width(), 1);
                assertEquals(box.get(3).asDouble(), face.box().height(), 1);
                double[] five = face.fivePoints();
                assertNotNull(five);
                for (int k = 0; k < 10; k++) {
                    JsonNode point = wanted.get(i).get("points5").get(k / 2);
                    assertEquals(point.get(k % 2).asDouble(), five[k], 1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6})
    void aFaceOfAThousandPixelsIsOneFace(int times) throws IOException {
        Frame small = Codec.read(SharedFolder.file("fixtures/detection/straw-hat.png"));
        Frame crop = crop(small, 190, 130, 210, 230);
        Frame large = Resize.to(crop, times * crop.width(), times * crop.height(), Interpolation.CUBIC);
        JsonNode box = SharedFolder.json("fixtures/detection/expected.json")
                .get("straw-hat")
                .get(0)
                .get("box_xywh");
        try (YuNetDetector detector = yunet()) {
            List<DetectedFace> faces = detector.detect(large);
            assertEquals(1, faces.size(), faces::toString);
            double width = box.get(2).asDouble() * times;
            double height = box.get(3).asDouble() * times;
            assertEquals(width, faces.getFirst().box().width(), 0.15 * width);
            assertEquals(height, faces.getFirst().box().height(), 0.15 * height);
            assertEquals(
                    (box.get(0).asDouble() - 190) * times,
                    faces.getFirst().box().left(),
                    0.1 * width);
            assertEquals(
                    (box.get(1).asDouble() - 130) * times,
                    faces.getFirst().box().top(),
                    0.1 * height);
        }
    }

    @Test
    void aPictureOfNothingAndOneOfOnePixelHaveNoFace() throws IOException {
        try (YuNetDetector detector = yunet()) {
            assertEquals(List.of(), detector.detect(new Frame(333, 77)));
            assertEquals(List.of(), detector.detect(new Frame(1, 1)));
        }
    }

    @Test
    void anotherNetworkIsRefused() {
        OnnxModel other = new OnnxModel("", 11, List.of(), List.of(), List.of(), Map.of());
        var e = assertThrows(IOException.class, () -> new YuNetDetector(other, kernels));
        assertEquals("yunet: the model has no output cls_8", e.getMessage());
    }

    private static YuNetDetector yunet() throws IOException {
        return new YuNetDetector(OnnxReader.read(SharedFolder.file("models/yunet_n_dynamic.onnx")), kernels);
    }

    private static Frame crop(Frame from, int left, int top, int width, int height) {
        Frame cut = new Frame(width, height);
        for (int y = 0; y < height; y++) {
            System.arraycopy(from.bgr(), 3 * ((top + y) * from.width() + left), cut.bgr(), 3 * y * width, 3 * width);
        }
        return cut;
    }
}
