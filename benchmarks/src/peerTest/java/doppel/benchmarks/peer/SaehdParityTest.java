package doppel.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.app.face.FaceType;
import doppel.app.model.Archi;
import doppel.app.model.ModelGradients;
import doppel.app.model.ModelOptions;
import doppel.app.model.SaehdModel;
import doppel.app.model.SwapNet;
import doppel.app.model.TrainOptions;
import doppel.app.model.TrainingStep;
import doppel.benchmarks.gpu.Faces;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.TensorScope;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole nets with their loss, from the same weights on the same faces, here and in libtorch. A gradient's difference is
 * the norm of the difference over the norm of libtorch's, weight by weight.
 *
 * <p>A leaky ReLU whose input is 0 but for rounding may fall on either side of its kink, and one such unit moves the
 * gradients of all weights before it by some 1e-3. So gradients are compared with weights that keep all units clear of it.
 */
class SaehdParityTest {
    private static final int FACES = 2;

    /** At DeepFaceLab's 5e-5 RMSprop's loss tumbles after eight steps, and rounding errors grow a hundredfold. */
    private static final double RATE = 2e-5;

    private static final Device CPU = new Device.Cpu();
    private static final UpdateRule ADA_BELIEF = UpdateRule.AdaBelief.DEFAULT;

    /** A model and its peer. */
    private static final class Both implements AutoCloseable {
        final Kernels kernels;
        final SaehdModel ours;
        final TorchTraining theirs;
        final Faces source;
        final Faces destination;
        final TorchFaces theirSource;
        final TorchFaces theirDestination;

        Both(
                String archi,
                UpdateRule rule,
                boolean eyesMouth,
                Precision precision,
                MemoryFormat format,
                boolean clear) {
            var options = new ModelOptions(Archi.parse(archi), 64, 32, 16, 16, 16, FaceType.FULL);
            var training = new TrainOptions(FACES, true, eyesMouth, OptimizerOptions.of(rule, RATE));
            kernels = Backends.open(CPU, precision);
            ours = new SaehdModel(kernels, options, training, 5);
            if (clear) keepClearOfKinks(ours);
            theirs = new TorchTraining(options, training, ours.weights(), format, precision);
            int r = options.resolution();
            source = Faces.of(FACES, r, 1);
            destination = Faces.of(FACES, r, 2);
            theirSource = torch(source, r, format);
            theirDestination = torch(destination, r, format);
        }

        /** All inputs of leaky ReLUs lie near 0.5 or -0.5, as bias by bias; a residual is of the same sign. */
        private static void keepClearOfKinks(SaehdModel model) {
            model.weights().forEach((path, weight) -> {
                float[] values = weight.toFloats();
                if (path.matches(".*/conv[12]/weight")) {
                    for (int i = 0; i < values.length; i++) values[i] *= 0.2f;
                } else if (path.matches(".*/conv[12]/bias")) {
                    for (int i = 0; i < values.length; i++) values[i] = i % 2 == 0 ? 0.5f : -0.5f;
                }
                weight.upload(values);
            });
        }

        private static TorchFaces torch(Faces faces, int r, MemoryFormat format) {
            return TorchFaces.of(FACES, r, faces.pictures(), faces.masks(), faces.eyesMouths(), format);
        }

        @Override
        public void close() {
            theirSource.close();
            theirDestination.close();
            theirs.close();
            ours.close();
            kernels.close();
        }
    }

    @ParameterizedTest(name = "{0}, eyes and mouth {1}, {2}")
    @CsvSource({
        "df, false, Contiguous",
        "liae-ud, false, ChannelsLast",
        "df-udt, true, ChannelsLast",
        "liae-t, false, Contiguous",
        "df-dc, true, Contiguous"
    })
    void allGradientsAreLibtorchs(String archi, boolean eyesMouth, MemoryFormat format) {
        try (Both both = new Both(archi, ADA_BELIEF, eyesMouth, Precision.FP32, format, true)) {
            compareGradients(both, 1e-5, 1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({"df", "liae-ud"})
    void allGradientsInBf16AreNearLibtorchsUnderAutocast(String archi) {
        assumeTrue(Backends.isFast(CPU, Precision.BF16), "this processor does not multiply in bf16");
        try (Both both = new Both(archi, ADA_BELIEF, false, Precision.BF16, torch.MemoryFormat.ChannelsLast, true)) {
            compareGradients(both, 1e-3, 0.05);
        }
    }

    private static void compareGradients(Both both, double lossTolerance, double tolerance) {
        ModelGradients ours = ModelGradients.of(both.ours, both.source, both.destination);
        double loss = both.theirs.backward(both.theirSource, both.theirDestination);
        assertEquals(loss, ours.loss(), lossTolerance * loss, "loss");
        var theirs = both.theirs.gradients();
        assertEquals(theirs.keySet(), ours.byPath().keySet());
        var apart = new StringBuilder();
        theirs.forEach((path, wanted) -> {
            double relative = Difference.relative(
                    wanted, Objects.requireNonNull(ours.byPath().get(path)));
            if (!(relative <= tolerance)) apart.append(String.format(Locale.ROOT, "%n%s by %.1e", path, relative));
        });
        assertTrue(apart.isEmpty(), () -> "gradients differ by more than " + tolerance + ":" + apart);
    }

    static Stream<Arguments> trainings() {
        return Stream.of(
                Arguments.of("df", UpdateRule.RmsProp.DEFAULT),
                Arguments.of("liae-ud", UpdateRule.AdaBelief.DEFAULT),
                Arguments.of("df-ud", UpdateRule.Adam.DEFAULT));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("trainings")
    void twentyLossesAreLibtorchs(String archi, UpdateRule rule) {
        try (Both both = new Both(archi, rule, false, Precision.FP32, torch.MemoryFormat.ChannelsLast, false);
                TrainingStep step = both.ours.step(FACES, false)) {
            both.source.upload(step.source());
            both.destination.upload(step.destination());
            double first = 0;
            double last = 0;
            for (int i = 0; i < 20; i++) {
                TrainingStep.Losses losses = step.take(RATE).get();
                last = both.theirs.step(both.theirSource, both.theirDestination);
                if (i == 0) first = last;
                assertEquals(last, losses.sourceMean() + losses.destinationMean(), 1e-4 * last, "loss " + i);
            }
            assertTrue(last < 0.995 * first, "the losses fall, from " + first + " to " + last);
        }
    }

    @ParameterizedTest
    @CsvSource({"df", "liae-ud", "liae-udt"})
    void swappedFacesAreLibtorchs(String archi) {
        try (Both both = new Both(archi, ADA_BELIEF, false, Precision.FP32, torch.MemoryFormat.Contiguous, false);
                TensorScope scope = both.ours.scope().child()) {
            int r = both.ours.options().resolution();
            SwapNet.Swapped ours = both.ours.swap(scope.of(new Shape(FACES, r, r, 3), both.source.pictures()));
            float[][] theirs = both.theirs.swap(FACES, r, both.source.pictures());
            assertTrue(Difference.relative(theirs[0], ours.face().image().toFloats()) < 1e-5, "face");
            assertTrue(Difference.relative(theirs[1], ours.face().mask().toFloats()) < 1e-5, "mask");
            assertTrue(Difference.relative(theirs[2], ours.destinationMask().toFloats()) < 1e-5, "destination's mask");
        }
    }

    @Test
    void memoryOfStepsIsGivenBack() {
        try (Both both = new Both("df", ADA_BELIEF, false, Precision.FP32, torch.MemoryFormat.ChannelsLast, false)) {
            for (int i = 0; i < 3; i++) both.theirs.step(both.theirSource, both.theirDestination);
            long before = org.bytedeco.javacpp.Pointer.physicalBytes();
            for (int i = 0; i < 10; i++) both.theirs.step(both.theirSource, both.theirDestination);
            long grown = org.bytedeco.javacpp.Pointer.physicalBytes() - before;
            assertTrue(grown < 50 << 20, "ten steps grew by " + (grown >> 20) + " MiB");
        }
    }
}
