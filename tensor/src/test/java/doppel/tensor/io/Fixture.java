package doppel.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that others' programs wrote; see {@code make_files.py} beside them. */
final class Fixture {
    private Fixture() {}

    /** A copy of a file in a folder of the test. */
    static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Fixture.class.getResourceAsStream(name)) {
            if (in == null) throw new IOException("no test resource " + name);
            Files.copy(in, file);
        }
        return file;
    }

    /** 0, step, 2 step, ...: what the arrays of the files hold. */
    static double[] counting(int n, double first, double step) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) values[i] = first + i * step;
        return values;
    }
}
