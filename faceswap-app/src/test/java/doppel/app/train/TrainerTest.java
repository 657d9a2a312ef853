package doppel.app.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.data.Augmentation;
import doppel.app.data.Faces;
import doppel.app.demo.TalkingHead;
import doppel.app.face.FaceType;
import doppel.app.image.Codec;
import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final ModelOptions SMALL = new ModelOptions(Archi.parse("df-ud"), 64, 32, 16, 16, 16, FaceType.FULL);
    private static final TrainOptions TRAINING = new TrainOptions(
            2,
            true,
            true,
            OptimizerOptions.of(UpdateRule.AdaBelief.DEFAULT, 1e-3).withUpdateDropout(4));

    @TempDir
    static Path folder;

    private static Path source;
    private static Path destination;

    @BeforeAll
    static void draw() throws IOException {
        source = Faces.write(folder.resolve("src"), TalkingHead.mira(50), 4);
        destination = Faces.write(folder.resolve("dst"), TalkingHead.tomas(50), 4);
    }

    private static TrainSettings settings(String name, long steps) {
        return settings(name, steps, SMALL, TRAINING);
    }

    /** A preview every third step and no checkpoint but the last. */
    private static TrainSettings settings(String name, long steps, ModelOptions model, TrainOptions training) {
        return new TrainSettings(
                source,
                destination,
                folder.resolve(name),
                model,
                training,
                Preset.DRAFT.schedule(),
                Augmentation.SAEHD.withMorph(Preset.DRAFT.morph()),
                Augmentation.SAEHD.withFlip(Augmentation.FLIP_CHANCE),
                new Limit.Steps(steps),
                3,
                600,
                1,
                true);
    }

    private record Run(Trainer.Report report, List<Double> losses, Map<String, float[]> state) {}

    private static Run train(TrainSettings settings, BooleanSupplier stop) throws IOException, InterruptedException {
        List<Double> losses = new ArrayList<>();
        try (Kernels kernels = Backends.open(new Device.Cpu());
                var trainer = new Trainer(kernels, settings)) {
            var report = trainer.run(
                    p -> losses.add(p.losses().sourceMean() + p.losses().destinationMean()), stop);
            Map<String, float[]> state = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> e : trainer.model().state().entrySet()) {
                state.put(e.getKey(), e.getValue().toFloats());
            }
            return new Run(report, losses, state);
        }
    }

    @Test
    void aStoppedRunEndsWithTheBitsOfOneThatWasNot() throws IOException, InterruptedException {
        Run whole = train(settings("whole", 6), () -> false);
        int[] asked = {0};
        Run first = train(settings("halves", 6), () -> asked[0]++ >= 2);
        assertEquals(2, first.report().steps());
        assertFalse(first.report().finished());
        Run second = train(settings("halves", 6), () -> false);
        assertEquals(6, second.report().steps());
        assertTrue(second.report().finished());
        assertEquals(whole.losses().subList(2, 6), second.losses());
        whole.state()
                .forEach((path, values) ->
                        assertArrayEquals(values, second.state().get(path), path));
    }

    @Test
    void lossesFall() throws IOException, InterruptedException {
        var fast = new TrainOptions(
                2, true, true, OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 5e-3)); // the warm-up takes a tenth of it
        Run run = train(settings("falls", 24, SMALL, fast), () -> false);
        double early = run.losses().subList(0, 4).stream()
                .mapToDouble(d -> d)
                .average()
                .orElseThrow();
        double late = run.losses().subList(20, 24).stream()
                .mapToDouble(d -> d)
                .average()
                .orElseThrow();
        assertTrue(late < 0.8 * early, early + " to " + late);
    }

    @Test
    void historyPreviewAndCheckpointAreKept() throws IOException, InterruptedException {
        train(settings("kept", 3), () -> false);
        var files = new ModelFolder(folder.resolve("kept"));
        List<String> rows = Files.readAllLines(files.losses());
        assertEquals("iteration,source,destination,millis", rows.getFirst());
        assertEquals(4, rows.size());
        assertTrue(rows.get(3).startsWith("3,"), rows.get(3));
        assertEquals(5 * 64, Codec.read(files.preview()).width());
        assertEquals(SMALL, new ModelCheckpoint(files.checkpoint()).options());
    }

    @Test
    void stepsThatNoCheckpointKeptAreDroppedFromTheHistory() throws IOException, InterruptedException {
        train(settings("torn", 2), () -> false);
        Path losses = new ModelFolder(folder.resolve("torn")).losses();
        Files.writeString(losses, Files.readString(losses) + "3,1.0,1.0,5.0\n4,1.0,1");
        train(settings("torn", 4), () -> false);
        List<String> rows = Files.readAllLines(losses);
        assertEquals(5, rows.size());
        assertFalse(rows.get(3).startsWith("3,1.0"), rows.get(3));
    }

    @Test
    void aDamagedCheckpointIsNeverOverwritten() throws IOException, InterruptedException {
        train(settings("damaged", 1), () -> false);
        Path file = new ModelFolder(folder.resolve("damaged")).checkpoint();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        var e = assertThrows(IOException.class, () -> train(settings("damaged", 2), () -> false));
        assertTrue(
                String.valueOf(e.getMessage()).contains("model.safetensors")
                        && String.valueOf(e.getMessage()).contains("corrupt"),
                e.getMessage());
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void anotherModelIsRefused() throws IOException, InterruptedException {
        train(settings("other", 1), () -> false);
        var wider = new ModelOptions(Archi.parse("df-ud"), 64, 64, 16, 16, 16, FaceType.FULL);
        var e = assertThrows(IOException.class, () -> train(settings("other", 2, wider, TRAINING), () -> false));
        assertTrue(String.valueOf(e.getMessage()).contains("choose another folder"), e.getMessage());
    }

    @Test
    void aFinishedRunTakesNoMoreSteps() throws IOException, InterruptedException {
        train(settings("finished", 2), () -> false);
        Run again = train(settings("finished", 2), () -> false);
        assertEquals(List.of(), again.losses());
        assertTrue(again.report().finished());
    }
}
