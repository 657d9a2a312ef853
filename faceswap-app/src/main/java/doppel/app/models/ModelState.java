package doppel.app.models;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model file is there.
 *
 * @param path the file, even if it is not the right one; null if there is none
 * @param problem what is wrong and what helps; null if the file is the right one
 */
public record ModelState(
        ModelFile file, @Nullable Path path, @Nullable String problem) {
    /** Whether the right file is there. */
    public boolean found() {
        return problem == null;
    }

    /** Whether there is no such file at all. */
    public boolean missing() {
        return path == null;
    }

    @Override
    public String toString() {
        return problem != null ? problem : "%s: %s".formatted(file.title(), path);
    }
}
