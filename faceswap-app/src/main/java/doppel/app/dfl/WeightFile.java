package doppel.app.dfl;

import doppel.app.project.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * DeepFaceLab's {@code .npy} files, which are no NumPy files but pickles of one dict from a variable's name, such as
 * {@code down1/downs_0/conv1/weight:0}, to its array. Layouts are TensorFlow's: convolutions {@code [kh, kw, in, out]},
 * transposed ones {@code [kh, kw, out, in]}, dense {@code [in, out]}.
 */
public final class WeightFile {
    private static final int PROTOCOL = 4;

    private WeightFile() {}

    /**
     * All arrays of a file in its order. A NumPy number, as an optimizer's {@code iters:0}, is an array without axes.
     *
     * @throws IOException if the file is no such pickle, damaged or hostile
     */
    public static Map<String, NumpyArray> read(Path file) throws IOException {
        Object value = Pickle.read(file, PickleLimits.WEIGHTS);
        if (!(value instanceof Map<?, ?> dict)) throw PickleFields.wrong(file + ": weights", "a dict", value);
        Map<String, NumpyArray> weights = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : dict.entrySet()) {
            String name = PickleFields.text(entry.getKey(), file + ": name of a weight");
            NumpyArray array = switch (entry.getValue()) {
                case NumpyArray a -> a;
                case NumpyScalar s -> s.value();
                case null, default -> throw PickleFields.wrong(file + ": " + name, "an array", entry.getValue());
            };
            weights.put(name, array);
        }
        return weights;
    }

    /**
     * Writes arrays so that DeepFaceLab loads them, whole or not at all. An array without axes becomes a NumPy number.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Map<String, NumpyArray> weights) throws IOException {
        Map<String, Object> dict = new LinkedHashMap<>();
        weights.forEach((name, array) -> dict.put(name, array.shape().length == 0 ? new NumpyScalar(array) : array));
        AtomicFiles.write(file, out -> PickleWriter.write(out, dict, PROTOCOL));
    }
}
