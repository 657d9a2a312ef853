package doppel.kernels.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One of our {@code .cu} files: a family of closely related kernels, forward and backward side by side. The files
 * include nothing; {@link #PRELUDE} is put in front of each. What a compiler gets is {@link #text}, whether it is NVRTC
 * or a C++ compiler with {@code CUDA} emulated around it.
 *
 * @param name of the file, without its ending
 */
public record KernelSource(String name) {
    /** Types of storage, vector access, Philox and sums over threads, for all files. */
    public static final String PRELUDE = "prelude.cuh";

    public KernelSource {
        if (!name.matches("[a-z0-9_]+")) throw new IllegalArgumentException("kernel source: name " + name);
    }

    /** Name of the file, as compilers are to print it. */
    public String file() {
        return name + ".cu";
    }

    /** The file alone. */
    public String body() {
        return read(file());
    }

    /** The prelude and the file as one translation unit, lines numbered as in the files. */
    public String text() {
        return "#line 1 \"" + PRELUDE + "\"\n" + prelude() + "#line 1 \"" + file() + "\"\n" + body();
    }

    /** The text of {@link #PRELUDE}. */
    public static String prelude() {
        return read(PRELUDE);
    }

    private static String read(String file) {
        try (InputStream in = KernelSource.class.getResourceAsStream(file)) {
            if (in == null) throw new IllegalArgumentException("kernel source: no file " + file);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("kernel source: cannot read " + file, e);
        }
    }
}
