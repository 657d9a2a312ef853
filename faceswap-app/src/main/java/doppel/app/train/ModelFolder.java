package doppel.app.train;

import java.nio.file.Path;

/** The files of a model in its folder. */
public record ModelFolder(Path root) {
    /** Weights, moments and options; see {@code doppel.tensor.io.Checkpoint}. */
    public Path checkpoint() {
        return root.resolve("model.safetensors");
    }

    /** Losses of every step. */
    public Path losses() {
        return root.resolve("losses.csv");
    }

    /** The newest preview. */
    public Path preview() {
        return root.resolve("preview.png");
    }
}
