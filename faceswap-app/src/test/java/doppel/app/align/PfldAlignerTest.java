package doppel.app.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.align.PfldAligner.Looks;
import doppel.app.detect.DetectedFace;
import doppel.app.face.Box;
import doppel.app.face.Landmarks;
import doppel.app.face.SharedFolder;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import doppel.app.onnx.OnnxReader;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PfldAlignerTest {
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
    void oneLookGivesWhatOnnxruntimeGives(String name) throws IOException {
        Frame picture = Codec.read(SharedFolder.file("fixtures/detection/" + name + ".png"));
        try (PfldAligner aligner = pfld(Looks.ONE)) {
            for (JsonNode wanted :
                    SharedFolder.json("fixtures/detection/expected.json").get(name)) {
                Landmarks truth = SharedFolder.landmarks(wanted.get("landmarks68"));
                Landmarks found = aligner.find(picture, face(wanted));
                for (int i = 0; i < Landmarks.COUNT; i++) {
                    assertEquals(truth.x(i), found.x(i), 0.1);
                    assertEquals(truth.y(i), found.y(i), 0.1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mona-lisa", "straw-hat", "american-gothic", "henry-viii"})
    void fiveLooksAgreeWithOne(String name) throws IOException {
        Frame picture = Codec.read(SharedFolder.file("fixtures/detection/" + name + ".png"));
        JsonNode wanted =
                SharedFolder.json("fixtures/detection/expected.json").get(name).get(0);
        try (PfldAligner aligner = pfld(Looks.STEADY)) {
            Landmarks truth = SharedFolder.landmarks(wanted.get("landmarks68"));
            double error = LandmarkError.mean(aligner.find(picture, face(wanted)), truth);
            assertTrue(error < 0.025, "error " + error);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-35, 35})
    void aLeaningHeadIsReadUpright(int degrees) throws IOException {
        Frame picture = Codec.read(SharedFolder.file("fixtures/detection/mona-lisa.png"));
        JsonNode wanted = SharedFolder.json("fixtures/detection/expected.json")
                .get("mona-lisa")
                .get(0);
        DetectedFace upright = face(wanted);
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        double x = upright.box().centreX();
        double y = upright.box().centreY();
        Affine turn = new Affine(c, -s, x - c * x + s * y, s, c, y - s * x - c * y);
        Frame leaning =
                Warp.affine(picture, turn, picture.width(), picture.height(), Interpolation.LINEAR, Border.REPLICATE);
        Landmarks truth = SharedFolder.landmarks(wanted.get("landmarks68")).map(turn);
        try (PfldAligner once = pfld(Looks.ONE);
                PfldAligner steady = pfld(Looks.STEADY)) {
            double atOnce = LandmarkError.mean(once.find(leaning, upright), truth);
            double error = LandmarkError.mean(steady.find(leaning, upright), truth);
            assertTrue(error < 0.035 && error < atOnce, "error %s, without turning %s".formatted(error, atOnce));
        }
    }

    @Test
    void aFaceOutsideThePictureHasPointsAllTheSame() throws IOException {
        DetectedFace outside = new DetectedFace(new Box(-500, -500, -400, -380), 0.9);
        try (PfldAligner once = pfld(Looks.ONE);
                PfldAligner steady = pfld(Looks.STEADY)) {
            assertTrue(once.find(new Frame(50, 40), outside).bounds().right() < 0);
            assertTrue(steady.find(new Frame(50, 40), outside).bounds().right() < 0);
        }
    }

    private static PfldAligner pfld(Looks looks) throws IOException {
        return new PfldAligner(OnnxReader.read(SharedFolder.file("models/pfld.onnx")), kernels, looks);
    }

    private static DetectedFace face(JsonNode node) {
        double[] xywh = new double[4];
        for (int i = 0; i < 4; i++) xywh[i] = node.get("box_xywh").get(i).asDouble();
        return new DetectedFace(new Box(xywh[0], xywh[1], xywh[0] + xywh[2], xywh[1] + xywh[3]), 0.9);
    }
}
