package doppel.app.face;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files that lie beside the project, not in it; a test that needs a missing one is skipped with a message. */
public final class SharedFolder {
    private SharedFolder() {}

    /** The path of a file below {@code shared}; skips the calling test where it is absent. */
    public static Path file(String path) {
        String property = System.getProperty("doppel.shared");
        Path root = property != null ? Path.of(property) : Path.of("..", "..", "shared");
        Path file = root.resolve(path);
        assumeTrue(
                Files.exists(file),
                "no " + file.toAbsolutePath().normalize() + ", so there is nothing to compare with");
        return file;
    }

    /** A JSON file below {@code shared}. */
    public static JsonNode json(String path) throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(file(path)));
    }

    /** 68 pairs. */
    public static Landmarks landmarks(JsonNode pairs) {
        double[] xy = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < xy.length; i++) xy[i] = pairs.get(i / 2).get(i % 2).asDouble();
        return new Landmarks(xy);
    }
}
