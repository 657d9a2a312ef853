package doppel.app.dfl;

import doppel.app.project.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's {@code NAME_CLASS_data.dat}: how far training is, with which options, and how it went.
 *
 * @param iteration steps done; at 0 DeepFaceLab asks for all options anew
 * @param options by DeepFaceLab's names, such as {@code resolution}; values are Boolean, Long, Double, String
 * @param lossHistory for each step its losses, {@code [src, dst]} or one
 * @param previewSamples for each generator the arrays of one batch, kept for the preview; may be empty
 */
public record ModelData(
        long iteration,
        Map<String, Object> options,
        List<double[]> lossHistory,
        List<List<NumpyArray>> previewSamples) {
    private static final int PROTOCOL = 4;

    public ModelData {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        lossHistory = List.copyOf(lossHistory);
        previewSamples = List.copyOf(previewSamples);
    }

    /**
     * Reads a {@code data.dat}. NumPy numbers among the options become plain ones.
     *
     * @throws IOException if the file is no such pickle, damaged or hostile
     */
    public static ModelData read(Path file) throws IOException {
        Object value = Pickle.read(file, PickleLimits.MODEL);
        try {
            if (!(value instanceof Map<?, ?> dict)) throw PickleFields.wrong("model data", "a dict", value);
            Object iteration = dict.get("iter");
            return new ModelData(
                    iteration == null ? 0 : PickleFields.whole(iteration, "iter"),
                    options(dict.get("options")),
                    losses(dict.get("loss_history")),
                    samples(dict.get("sample_for_preview")));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes it so that DeepFaceLab loads it, whole or not at all.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if an option has no form in a pickle
     */
    public void write(Path file) throws IOException {
        Map<String, @Nullable Object> dict = new LinkedHashMap<>();
        dict.put("iter", iteration);
        dict.put("options", options);
        dict.put("loss_history", new BoxedRows(lossHistory));
        if (!previewSamples.isEmpty()) dict.put("sample_for_preview", previewSamples);
        dict.put("choosed_gpu_indexes", null); // always there, always None
        AtomicFiles.write(file, out -> PickleWriter.write(out, dict, PROTOCOL));
    }

    private static Map<String, Object> options(@Nullable Object value) throws IOException {
        if (value == null) return Map.of();
        if (!(value instanceof Map<?, ?> dict)) throw PickleFields.wrong("options", "a dict", value);
        Map<String, Object> options = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : dict.entrySet()) {
            Object option = entry.getValue();
            if (option == null) continue; // as good as not there: the default holds
            options.put(
                    PickleFields.text(entry.getKey(), "name of an option"),
                    option instanceof NumpyScalar scalar ? scalar.toJava() : option);
        }
        return options;
    }

    private static List<double[]> losses(@Nullable Object value) throws IOException {
        List<double[]> rows = new ArrayList<>();
        if (value == null) return rows;
        for (Object row : PickleFields.items(value, "loss_history")) {
            List<?> losses = PickleFields.items(row, "loss_history");
            double[] out = new double[losses.size()];
            for (int i = 0; i < out.length; i++) {
                // a run that diverged has NaN here, and its file must still open
                Object loss = losses.get(i) instanceof NumpyScalar scalar ? scalar.toJava() : losses.get(i);
                if (!(loss instanceof Number number)) throw PickleFields.wrong("loss_history", "numbers", loss);
                out[i] = number.doubleValue();
            }
            rows.add(out);
        }
        return rows;
    }

    private static List<List<NumpyArray>> samples(@Nullable Object value) throws IOException {
        List<List<NumpyArray>> generators = new ArrayList<>();
        if (value == null) return generators;
        for (Object generator : PickleFields.items(value, "sample_for_preview")) {
            List<NumpyArray> arrays = new ArrayList<>();
            for (Object item : PickleFields.items(generator, "sample_for_preview")) {
                if (!(item instanceof NumpyArray array)) throw PickleFields.wrong("sample_for_preview", "arrays", item);
                arrays.add(array);
            }
            generators.add(arrays);
        }
        return generators;
    }

    /** Rows of numbers as lists of lists, made while they are written. */
    private static final class BoxedRows extends AbstractList<List<Double>> {
        private final List<double[]> rows;

        BoxedRows(List<double[]> rows) {
            this.rows = rows;
        }

        @Override
        public List<Double> get(int index) {
            return Arrays.stream(rows.get(index)).boxed().toList();
        }

        @Override
        public int size() {
            return rows.size();
        }
    }
}
