package doppel.app.train;

import doppel.app.data.Augmentation;
import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import java.nio.file.Path;

/**
 * What one run of training is asked for.
 *
 * @param source folder of the source's aligned faces
 * @param destination folder of the destination's aligned faces
 * @param folder where the model is kept
 * @param model what a new model is; one that exists must be the same
 * @param training how it is trained
 * @param schedule its learning rate over time
 * @param sourceAugmentation of the source's samples
 * @param destinationAugmentation of the destination's samples
 * @param limit when it ends
 * @param previewEvery steps between previews; 0 for none
 * @param saveEverySeconds between checkpoints
 * @param seed of initial values and samples
 * @param recorded whether a card records a step once and replays it
 */
public record TrainSettings(
        Path source,
        Path destination,
        Path folder,
        ModelOptions model,
        TrainOptions training,
        RateSchedule schedule,
        Augmentation sourceAugmentation,
        Augmentation destinationAugmentation,
        Limit limit,
        int previewEvery,
        double saveEverySeconds,
        long seed,
        boolean recorded) {
    public TrainSettings {
        if (previewEvery < 0 || !(saveEverySeconds > 0)) {
            throw new IllegalArgumentException(
                    "training: preview every %d, save every %s s".formatted(previewEvery, saveEverySeconds));
        }
    }

    /** A preset's settings: preview every 100 steps, a checkpoint every minute, seed 1. */
    public static TrainSettings of(Preset preset, Path source, Path destination, Path folder, Limit limit) {
        return new TrainSettings(
                source,
                destination,
                folder,
                preset.model(),
                preset.training(),
                preset.schedule(),
                Augmentation.SAEHD.withMorph(preset.morph()),
                Augmentation.SAEHD.withFlip(Augmentation.FLIP_CHANCE),
                limit,
                100,
                60,
                1,
                true);
    }
}
