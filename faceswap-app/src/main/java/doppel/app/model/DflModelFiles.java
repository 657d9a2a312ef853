package doppel.app.model;

import doppel.app.dfl.NumpyArray;
import doppel.app.dfl.WeightFile;
import doppel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of a model in DeepFaceLab's files: one file per net, {@code NAME_SAEHD_encoder.npy} and so on. Where
 * DeepFaceLab silently starts afresh, this fails: a missing or surplus weight and another shape are errors.
 */
public final class DflModelFiles {
    private DflModelFiles() {}

    /**
     * Loads all weights of a model.
     *
     * @param folder holds the files
     * @param name of the model, what stands before {@code _SAEHD} in the names of its files
     * @throws IOException naming file, weight and shapes, if they are not those of this model; some may have been
     *     loaded
     */
    public static void load(Path folder, String name, SaehdModel model) throws IOException {
        DflLayout layout = DflLayout.of(model.options());
        Map<String, Map<String, Tensor>> nets = byNet(model);
        for (var net : nets.entrySet()) {
            Path file = file(folder, name, net.getKey());
            Map<String, NumpyArray> arrays = new HashMap<>(WeightFile.read(file));
            for (var weight : net.getValue().entrySet()) {
                NumpyArray array = arrays.remove(key(net.getKey(), weight.getKey()));
                if (array == null) throw new IOException(file + ": no weight " + weight.getKey());
                Tensor tensor = weight.getValue();
                int[] wanted = layout.shape(tensor.shape());
                if (!Arrays.equals(wanted, array.shape())) {
                    throw new IOException("%s: %s is %s, this model wants %s"
                            .formatted(file, weight.getKey(), Arrays.toString(array.shape()), Arrays.toString(wanted)));
                }
                tensor.upload(layout.toOurs(weight.getKey(), tensor.shape(), array.toFloats()));
            }
            if (!arrays.isEmpty()) {
                throw new IOException(file + ": weights this model has not, such as "
                        + arrays.keySet().iterator().next());
            }
        }
    }

    /**
     * Writes all weights of a model so that DeepFaceLab loads them.
     *
     * @throws IOException if a file cannot be written
     */
    public static void save(Path folder, String name, SaehdModel model) throws IOException {
        DflLayout layout = DflLayout.of(model.options());
        for (var net : byNet(model).entrySet()) {
            Map<String, NumpyArray> arrays = new LinkedHashMap<>();
            net.getValue().forEach((path, tensor) -> {
                float[] values = layout.toTheirs(path, tensor.shape(), tensor.toFloats());
                arrays.put(key(net.getKey(), path), NumpyArray.of(values, layout.shape(tensor.shape())));
            });
            WeightFile.write(file(folder, name, net.getKey()), arrays);
        }
    }

    /** The weights of each net; a path's first part is the net. */
    private static Map<String, Map<String, Tensor>> byNet(SaehdModel model) {
        Map<String, Map<String, Tensor>> nets = new LinkedHashMap<>();
        model.weights()
                .forEach((path, tensor) -> nets.computeIfAbsent(
                                path.substring(0, path.indexOf('/')), net -> new LinkedHashMap<>())
                        .put(path, tensor));
        return nets;
    }

    private static String key(String net, String path) {
        return path.substring(net.length() + 1) + ":0";
    }

    private static Path file(Path folder, String name, String net) {
        return folder.resolve(name + "_SAEHD_" + net + ".npy");
    }
}
