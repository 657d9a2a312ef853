package doppel.app.cli;

import doppel.app.data.Augmentation;
import doppel.app.face.FaceType;
import doppel.app.jobs.TrainJob;
import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.app.train.Limit;
import doppel.app.train.Preset;
import doppel.app.train.TrainSettings;
import doppel.nn.optim.OptimizerOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doppel train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train a model on two folders of aligned faces.",
            "Keeps checkpoint, loss history and preview in the model's folder. Ctrl-C saves; the same command goes on."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--src", required = true, paramLabel = "DIR", description = "Faces of the source.")
    private Path source;

    @Option(names = "--dst", required = true, paramLabel = "DIR", description = "Faces of the destination.")
    private Path destination;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder of the model.")
    private Path model;

    @Mixin
    private PresetOption preset;

    @Mixin
    private LimitOptions limit;

    @Mixin
    private PrecisionOption precision;

    @Option(names = "--resolution", paramLabel = "PIXELS", description = "Edge of a face, 64..640.")
    private @Nullable Integer resolution;

    @Option(names = "--archi", paramLabel = "NAME", description = "df or liae, then perhaps - and some of u, d, t, c.")
    private @Nullable String archi;

    @Option(names = "--ae-dims", paramLabel = "N", description = "Width of the bottleneck, 32..1024.")
    private @Nullable Integer ae;

    @Option(names = "--e-dims", paramLabel = "N", description = "Width of the encoder, 16..256, even.")
    private @Nullable Integer e;

    @Option(names = "--d-dims", paramLabel = "N", description = "Width of the decoder, 16..256, even.")
    private @Nullable Integer d;

    @Option(names = "--mask-dims", paramLabel = "N", description = "Width of the mask's decoder, 16..256, even.")
    private @Nullable Integer mask;

    @Option(names = "--face-type", paramLabel = "TYPE", description = "What a face shows, as in extract.")
    private @Nullable String faceType;

    @Option(names = "--batch", paramLabel = "N", description = "Faces of each identity per iteration.")
    private @Nullable Integer batch;

    @Option(names = "--rate", paramLabel = "R", description = "Learning rate.")
    private @Nullable Double rate;

    @Option(
            names = "--morph",
            paramLabel = "SHARE",
            description =
                    "How far the source's faces are bent towards shapes of the destination's, 0..1, to learn poses"
                            + " and expressions that the source does not show; the source's proportions fade as it grows"
                            + " (default: the preset's, 0.8 for draft, 0.5 for quick, else 0).")
    private @Nullable Double morph;

    @Option(
            names = "--flip-src",
            paramLabel = "CHANCE",
            defaultValue = "0",
            description = "Chance that a face of the source is mirrored, 0..1 (default: ${DEFAULT-VALUE}).")
    private double flipSource;

    @Option(
            names = "--flip-dst",
            paramLabel = "CHANCE",
            defaultValue = "0.4",
            description = "Chance that a face of the destination is mirrored, 0..1 (default: ${DEFAULT-VALUE}).")
    private double flipDestination;

    @Option(
            names = "--preview-every",
            paramLabel = "N",
            defaultValue = "100",
            description = "Iterations between previews, 0 for none (default: ${DEFAULT-VALUE}).")
    private int previewEvery;

    @Option(
            names = "--save-every",
            paramLabel = "MINUTES",
            defaultValue = "5",
            description = "Minutes between checkpoints (default: ${DEFAULT-VALUE}).")
    private double saveEvery;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Same seed, same model (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--no-graph",
            description = "On a card, launch every kernel of each iteration anew: slower, to find a fault.")
    private boolean noGraph;

    @Mixin
    private Session session;

    @Override
    public Integer call() throws Exception {
        TrainSettings settings = settings();
        var log = session.log();
        try (var kernels = session.openKernels(precision.orElse(preset.preset().precision(), session.device()), log)) {
            var report = new TrainJob(settings).run(kernels, log, session.stop());
            log.say("%s: %d iterations".formatted(model, report.steps()));
        }
        return ExitCode.OK;
    }

    private TrainSettings settings() {
        Preset base = preset.preset();
        ModelOptions shape = base.model();
        TrainOptions training = base.training();
        OptimizerOptions optimizer = training.optimizer();
        var options = new ModelOptions(
                archi == null ? shape.archi() : Archi.parse(archi),
                Objects.requireNonNullElse(resolution, shape.resolution()),
                Objects.requireNonNullElse(ae, shape.ae()),
                Objects.requireNonNullElse(e, shape.e()),
                Objects.requireNonNullElse(d, shape.d()),
                mask != null ? mask : d != null ? ModelOptions.maskWidth(d) : shape.mask(),
                faceType == null ? shape.faceType() : FaceType.parse(faceType));
        return new TrainSettings(
                source,
                destination,
                model,
                options,
                new TrainOptions(
                        Objects.requireNonNullElse(batch, training.batch()),
                        training.masked(),
                        training.eyesMouth(),
                        rate == null ? optimizer : optimizer.withRate(rate)),
                base.schedule(),
                Augmentation.SAEHD.withFlip(flipSource).withMorph(Objects.requireNonNullElse(morph, base.morph())),
                Augmentation.SAEHD.withFlip(flipDestination),
                limit.orElse(new Limit.Never()),
                previewEvery,
                60 * saveEvery,
                seed,
                !noGraph);
    }
}
