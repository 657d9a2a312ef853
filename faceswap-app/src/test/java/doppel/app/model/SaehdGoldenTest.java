package doppel.app.model;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.app.face.FaceType;
import doppel.app.face.SharedFolder;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.io.HostTensor;
import doppel.tensor.io.Npz;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A model that DeepFaceLab saved, and what DeepFaceLab computed from it. */
class SaehdGoldenTest {
    private static final String FOLDER = "fixtures/deepfacelab/saehd-df/";
    private static final ModelOptions OPTIONS = new ModelOptions(Archi.parse("df"), 64, 32, 16, 16, 16, FaceType.WHOLE);
    private static final TrainOptions TRAINING =
            new TrainOptions(2, true, false, OptimizerOptions.of(UpdateRule.AdaBelief.DEFAULT, 5e-5));

    private static Kernels kernels;

    @BeforeAll
    static void open() {
        kernels = Backends.open(new Device.Cpu());
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    private static SaehdModel load(Kernels kernels) throws IOException {
        var folder = SharedFolder.file(FOLDER + "iter0");
        var model = new SaehdModel(kernels, OPTIONS, TRAINING, 1);
        try {
            DflModelFiles.load(folder, "a", model);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
        return model;
    }

    @Test
    void paintsWhatDeepFaceLabPaints() throws IOException {
        try (SaehdModel model = load(kernels);
                TensorScope scope = model.scope().child()) {
            compareViews(model, scope, 0, 1e-5);
        }
    }

    @Test
    void losesWhatDeepFaceLabLosesInThreeSteps() throws IOException {
        trainThreeSteps(kernels, 1e-3, 3e-4);
    }

    @Test
    void losesNearlyThatInBf16() throws IOException {
        assumeTrue(
                Backends.isFast(new Device.Cpu(), Precision.BF16), "skipped: this processor has no bf16 instructions");
        try (Kernels half = Backends.open(new Device.Cpu(), Precision.BF16)) {
            trainThreeSteps(half, 3e-3, 0.02);
        }
    }

    private static void trainThreeSteps(Kernels kernels, double ofLosses, double ofViews) throws IOException {
        JsonNode losses = SharedFolder.json(FOLDER + "losses.json").get("losses");
        Map<String, HostTensor> batch = Npz.read(SharedFolder.file(FOLDER + "batch.npz"));
        try (SaehdModel model = load(kernels);
                TrainingStep step = model.step(2, true)) {
            upload(batch, "src", step.source());
            upload(batch, "dst", step.destination());
            for (int i = 0; i < 3; i++) {
                TrainingStep.Losses lost = step.take(5e-5).get();
                for (int face = 0; face < 2; face++) {
                    double src = losses.get(i).get(0).get(face).asDouble();
                    double dst = losses.get(i).get(1).get(face).asDouble();
                    assertEquals(src, lost.source()[face], ofLosses * src, "source face " + face + " of step " + i);
                    assertEquals(dst, lost.destination()[face], ofLosses * dst, "destination face " + face);
                }
                try (TensorScope scope = model.scope().child()) {
                    compareViews(model, scope, i + 1, ofViews);
                }
            }
        }
    }

    private static HostTensor array(Map<String, HostTensor> arrays, String name) {
        return requireNonNull(arrays.get(name), name);
    }

    private static void upload(Map<String, HostTensor> batch, String side, TrainingStep.Faces faces) {
        faces.input().upload(array(batch, "warped_" + side).toFloats());
        faces.targets().image().upload(array(batch, "target_" + side).toFloats());
        faces.targets().mask().upload(array(batch, "target_" + side + "m").toFloats());
        faces.targets()
                .eyesMouth()
                .upload(array(batch, "target_" + side + "m_em").toFloats());
    }

    /** The five views DeepFaceLab's net gives of a batch. */
    private static void compareViews(SaehdModel model, TensorScope scope, int steps, double tolerance)
            throws IOException {
        Map<String, HostTensor> batch = Npz.read(SharedFolder.file(FOLDER + "batch.npz"));
        Map<String, HostTensor> views = Npz.read(SharedFolder.file(FOLDER + "forward" + steps + ".npz"));
        Tensor src = array(batch, "warped_src").to(scope);
        Tensor dst = array(batch, "warped_dst").to(scope);
        SwapNet.Pair own = model.reconstruct(src, dst);
        SwapNet.Swapped swapped = model.swap(dst);
        compare(views, "pred_src_src", own.source().get().image(), tolerance);
        Painted destination = own.destination().get();
        compare(views, "pred_dst_dst", destination.image(), tolerance);
        compare(views, "pred_dst_dstm", destination.mask(), tolerance);
        compare(views, "pred_dst_dstm", swapped.destinationMask(), tolerance);
        compare(views, "pred_src_dst", swapped.face().image(), tolerance);
        compare(views, "pred_src_dstm", swapped.face().mask(), tolerance);
    }

    private static void compare(Map<String, HostTensor> views, String name, Tensor ours, double tolerance) {
        assertArrayEquals(array(views, name).toFloats(), ours.toFloats(), (float) tolerance, name);
    }
}
