package doppel.benchmarks;

import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.app.train.Preset;
import doppel.benchmarks.gpu.StandardNet;
import java.util.Arrays;
import java.util.Locale;

/**
 * A preset, or one of the standard nets that others have measured, with the training of a preset and 4 faces of each
 * identity.
 */
public record BenchmarkedModel(ModelOptions options, TrainOptions training) {
    private static final int FACES = 4;

    /**
     * By name, such as {@code draft} or {@code df-128}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static BenchmarkedModel of(String name) {
        return Arrays.stream(StandardNet.values())
                .filter(net -> net.toString().equals(name))
                .findFirst()
                .map(net -> new BenchmarkedModel(net.options(), Preset.STANDARD.training()).withBatch(FACES))
                .orElseGet(() -> {
                    Preset preset = Preset.valueOf(name.toUpperCase(Locale.ROOT));
                    return new BenchmarkedModel(preset.model(), preset.training());
                });
    }

    /** With so many faces of each identity. */
    public BenchmarkedModel withBatch(int faces) {
        return new BenchmarkedModel(
                options, new TrainOptions(faces, training.masked(), training.eyesMouth(), training.optimizer()));
    }
}
