package doppel.app.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.Landmarks;
import doppel.app.face.SharedFolder;
import doppel.app.media.VideoFrame;
import doppel.app.media.VideoReader;
import doppel.app.models.ModelFile;
import doppel.app.models.ModelStore;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FaceFinderTest {
    private static final int EVERY = 10;

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
    @ValueSource(strings = {"mona-lisa", "straw-hat"})
    void findsThePortraitInEveryFrameWithinFourPercent(String name) throws IOException {
        JsonNode truth = SharedFolder.json("data/portraits/" + name + ".json").get("frames");
        Path models = SharedFolder.file("models");
        double sum = 0;
        int looked = 0;
        try (FaceFinder finder = FaceFinder.open(ModelStore.open(models), kernels);
                VideoReader clip = VideoReader.open(SharedFolder.file("data/portraits/" + name + ".mp4"))) {
            assertEquals("faces by YuNet, landmarks by PFLD", finder.description());
            int number = 0;
            for (VideoFrame frame; (frame = clip.next()) != null; number++) {
                if (number % EVERY != 0) continue;
                List<FoundFace> found = finder.find(frame.picture());
                assertEquals(1, found.size(), "faces in frame " + number);
                Landmarks wanted = SharedFolder.landmarks(truth.get(number).get("landmarks"));
                sum += LandmarkError.mean(found.getFirst().landmarks(), wanted);
                looked++;
            }
            assertEquals(truth.size(), number);
        }
        double mean = sum / looked;
        assertTrue(mean < 0.04, "mean error %.4f of the inter-ocular distance".formatted(mean));
    }

    @Test
    void withoutFilesTheBuiltInFinderIsUsedAndNamesThem(@TempDir Path empty) throws IOException {
        try (FaceFinder finder = FaceFinder.open(ModelStore.of(empty, Map.of(), empty), kernels)) {
            assertEquals(
                    "faces by the built-in cascades of OpenCV, landmarks by a built-in regression; more exactly by "
                            + ModelFile.YUNET.title() + " and " + ModelFile.PFLD.title() + ", see 'doppel doctor'",
                    finder.description());
        }
    }

    @Test
    void aWrongFileIsAnErrorNotAReasonToDoWithout(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("yunet_n_dynamic.onnx"), "something else");
        var e = assertThrows(IOException.class, () -> FaceFinder.open(ModelStore.open(folder), kernels));
        assertTrue(String.valueOf(e.getMessage()).contains("is not the file that was tested"), e.getMessage());
    }
}
