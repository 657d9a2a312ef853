package doppel.app.train;

import doppel.app.face.FaceType;
import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.model.SaehdModel;
import doppel.app.model.TrainOptions;
import doppel.kernels.Kernels;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.io.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model in one file: its options, its weights and moments, its steps and the seconds they took. */
public final class ModelCheckpoint {
    private final Path file;

    /** The file need not exist. */
    public ModelCheckpoint(Path file) {
        this.file = file;
    }

    /** Whether there is anything to load. */
    public boolean exists() {
        return Files.exists(file);
    }

    /** What the saved model is. */
    public ModelOptions options() throws IOException {
        try (Checkpoint saved = Checkpoint.open(file)) {
            return options(saved);
        }
    }

    /**
     * The saved model, for swapping only: weights without moments to go with them.
     *
     * @throws IOException naming the file, if it cannot be read
     */
    public SaehdModel open(Kernels kernels) throws IOException {
        try (Checkpoint saved = Checkpoint.open(file)) {
            SaehdModel model = SaehdModel.forSwapping(kernels, options(saved));
            try {
                saved.restore(model.weights());
                model.steps(number(saved, "steps"));
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
            return model;
        }
    }

    /**
     * Overwrites a model's state.
     *
     * @return seconds spent training so far
     * @throws IOException naming the file, if it cannot be read or is of another model
     */
    double load(SaehdModel model) throws IOException {
        try (Checkpoint saved = Checkpoint.open(file)) {
            ModelOptions options = options(saved);
            if (!options.equals(model.options())) {
                throw new IOException(
                        "%s: the model there is %s, not %s; choose another folder or ask for the same model"
                                .formatted(file, options, model.options()));
            }
            saved.restore(model.state());
            model.steps(number(saved, "steps"));
            return decimal(saved, "seconds");
        }
    }

    /** Writes the model beside and renames; see {@link Checkpoint#save}. */
    void save(SaehdModel model, TrainOptions training, double seconds) throws IOException {
        Map<String, String> text = new LinkedHashMap<>();
        ModelOptions options = model.options();
        text.put("class", "SAEHD");
        text.put("archi", options.archi().toString());
        text.put("resolution", String.valueOf(options.resolution()));
        text.put("ae_dims", String.valueOf(options.ae()));
        text.put("e_dims", String.valueOf(options.e()));
        text.put("d_dims", String.valueOf(options.d()));
        text.put("d_mask_dims", String.valueOf(options.mask()));
        text.put("face_type", options.faceType().fileName());
        text.put("steps", String.valueOf(model.steps()));
        text.put("seconds", String.valueOf(seconds));
        text.put("batch_size", String.valueOf(training.batch()));
        OptimizerOptions optimizer = training.optimizer();
        text.put("optimizer", name(optimizer.rule()));
        text.put("rate", String.valueOf(optimizer.rate()));
        Checkpoint.save(file, model.state(), text);
    }

    private static String name(UpdateRule rule) {
        return switch (rule) {
            case UpdateRule.RmsProp r -> "rmsprop";
            case UpdateRule.AdaBelief r -> "adabelief";
            case UpdateRule.Adam r -> "adam";
        };
    }

    private static ModelOptions options(Checkpoint saved) throws IOException {
        try {
            return new ModelOptions(
                    Archi.parse(saved.metadata("archi")),
                    Math.toIntExact(number(saved, "resolution")),
                    Math.toIntExact(number(saved, "ae_dims")),
                    Math.toIntExact(number(saved, "e_dims")),
                    Math.toIntExact(number(saved, "d_dims")),
                    Math.toIntExact(number(saved, "d_mask_dims")),
                    FaceType.parse(saved.metadata("face_type")));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(saved.file() + ": " + e.getMessage(), e);
        }
    }

    private static long number(Checkpoint saved, String key) throws IOException {
        try {
            return Long.parseLong(saved.metadata(key));
        } catch (NumberFormatException e) {
            throw new IOException("%s: %s is no number: %s".formatted(saved.file(), key, saved.metadata(key)), e);
        }
    }

    private static double decimal(Checkpoint saved, String key) throws IOException {
        try {
            return Double.parseDouble(saved.metadata(key));
        } catch (NumberFormatException e) {
            throw new IOException("%s: %s is no number: %s".formatted(saved.file(), key, saved.metadata(key)), e);
        }
    }
}
