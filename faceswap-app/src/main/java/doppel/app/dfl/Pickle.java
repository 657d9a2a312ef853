package doppel.app.dfl;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the subset of Python's pickle format, protocols 2 to 5, that DeepFaceLab's files are written in. A pickle is a
 * program that may name any function of Python; here only NumPy's array constructors and DeepFaceLab's two enumerations
 * are known, everything else is refused by name, and {@link PickleLimits} bound what a file may cost.
 *
 * <p>Values become: {@code None} null; {@code bool} Boolean; {@code int} Long, beyond 64 bits BigInteger; {@code float}
 * Double; {@code str} String; {@code bytes} and {@code bytearray} byte[]; {@code list} ArrayList; {@code dict}
 * LinkedHashMap with String, number, Boolean or null keys; {@code tuple} {@link PickleTuple}; {@code ndarray} {@link
 * NumpyArray}; NumPy numbers {@link NumpyScalar}; enumerations {@link PickleEnum}. The result is a tree: values in a
 * circle are refused.
 *
 * <p>Source: CPython's {@code pickletools} and PEP 3154, PEP 574.
 */
public final class Pickle {
    private Pickle() {}

    /**
     * Reads the first pickle of {@code bytes}; what follows it is ignored, as Python does.
     *
     * @throws IOException if it is not a pickle, damaged, beyond a limit, or uses what is not allowed
     */
    public static @Nullable Object read(byte[] bytes, PickleLimits limits) throws IOException {
        return read(new ByteArrayInputStream(bytes), bytes.length, limits);
    }

    /**
     * Reads the pickle a file begins with.
     *
     * @throws IOException likewise, naming the file
     */
    public static @Nullable Object read(Path file, PickleLimits limits) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(in, Files.size(file), limits);
        } catch (PickleException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads one pickle from a stream.
     *
     * @param length how many bytes the stream has at most
     */
    static @Nullable Object read(InputStream in, long length, PickleLimits limits) throws IOException {
        if (length > limits.bytes())
            throw new PickleException("%d bytes, at most %d are read".formatted(length, limits.bytes()));
        PickleMachine machine = new PickleMachine(new PickleSource(in, length), limits);
        Object parsed = machine.run();
        return new PickleResolver(limits, machine.shared()).resolve(parsed);
    }
}
