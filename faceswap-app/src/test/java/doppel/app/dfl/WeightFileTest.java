package doppel.app.dfl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class WeightFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"saehd-df,a", "saehd-liae-ud-gan,b", "saehd-df-ud-trueface-style,c"})
    void everyWeightOfDeepFaceLabHasItsShapeAndValues(String model, String name) throws IOException {
        // net/variable -> shape, mean, root mean square, largest magnitude, the first four values
        JsonNode golden = new ObjectMapper()
                .readTree(Files.readAllBytes(SharedFolder.file("fixtures/deepfacelab/" + model + "/weights.json")))
                .get("0");
        Map<String, Map<String, NumpyArray>> files = new HashMap<>();
        int compared = 0;
        for (Map.Entry<String, JsonNode> weight : golden.properties()) {
            String variable = weight.getKey();
            int slash = variable.indexOf('/');
            String part = variable.substring(0, slash);
            Map<String, NumpyArray> weights = files.get(part);
            if (weights == null) {
                weights = WeightFile.read(SharedFolder.file(
                        "fixtures/deepfacelab/" + model + "/iter0/" + name + "_SAEHD_" + part + ".npy"));
                files.put(part, weights);
            }
            NumpyArray array = weights.get(variable.substring(slash + 1));
            assertNotNull(array, variable);
            JsonNode expected = weight.getValue();
            int[] shape = array.shape();
            assertEquals(expected.get(0).size(), shape.length, variable);
            for (int i = 0; i < shape.length; i++)
                assertEquals(expected.get(0).get(i).asInt(), shape[i], variable);
            double[] values = array.toDoubles();
            double sum = 0;
            double squares = 0;
            double largest = 0;
            for (double v : values) {
                sum += v;
                squares += v * v;
                largest = Math.max(largest, Math.abs(v));
            }
            assertEquals(expected.get(1).asDouble(), sum / values.length, 1e-6, variable);
            assertEquals(expected.get(2).asDouble(), Math.sqrt(squares / values.length), 1e-6, variable);
            assertEquals(expected.get(3).asDouble(), largest, 1e-7, variable);
            for (int i = 4; i < expected.size(); i++)
                assertEquals(expected.get(i).asDouble(), values[i - 4], 1e-7, variable);
            compared++;
        }
        assertTrue(compared > 30, "compared " + compared);
    }

    @Test
    void whatWasWrittenReadsTheSame() throws IOException {
        Path original = SharedFolder.file("fixtures/deepfacelab/saehd-df/iter0/a_SAEHD_inter.npy");
        Map<String, NumpyArray> weights = WeightFile.read(original);
        Path copy = folder.resolve("copy.npy");
        WeightFile.write(copy, weights);
        Map<String, NumpyArray> again = WeightFile.read(copy);
        assertEquals(weights, again);
        assertEquals(List.copyOf(weights.keySet()), List.copyOf(again.keySet()));
    }

    @Test
    void anOptimizersStepCountIsANumpyNumber() throws IOException {
        Path original =
                SharedFolder.file("fixtures/deepfacelab/saehd-df-ud-trueface-style/iter0/c_SAEHD_D_code_opt.npy");
        Map<String, NumpyArray> state = WeightFile.read(original);
        assertEquals(NumpyArray.of(new long[] {0}), state.get("iters:0"));
        assertTrue(
                state.containsKey("ms_dis/convs_0/weight_0:0"), state.keySet().toString());
        Path copy = folder.resolve("copy.npy");
        WeightFile.write(copy, state);
        assertEquals(state, WeightFile.read(copy));
        Map<?, ?> dict = (Map<?, ?>) Pickle.read(copy, PickleLimits.WEIGHTS);
        assertEquals(NumpyScalar.of(0), dict == null ? null : dict.get("iters:0"));
    }

    @Test
    void aFileOfAnotherKindIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("a.npy"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'});
        IOException e = assertThrows(IOException.class, () -> WeightFile.read(file));
        assertEquals(file + ": pickle: not a pickle of protocol 2 to 5", e.getMessage());
        Path list = Files.write(folder.resolve("b.npy"), PickleWriter.write(List.of(1), 4));
        IOException e2 = assertThrows(IOException.class, () -> WeightFile.read(list));
        assertTrue(String.valueOf(e2.getMessage()).startsWith(list + ": weights: a dict wanted"), e2.getMessage());
        Path text = Files.write(folder.resolve("c.npy"), PickleWriter.write(Map.of("w:0", "x"), 4));
        IOException e3 = assertThrows(IOException.class, () -> WeightFile.read(text));
        assertEquals(text + ": w:0: an array wanted, got \"x\"", e3.getMessage());
    }

    @Test
    void modelDataHasOptionsHistoryAndSamples() throws IOException {
        ModelData data =
                ModelData.read(SharedFolder.file("fixtures/deepfacelab/saehd-liae-ud-gan/iter0/b_SAEHD_data.dat"));
        assertEquals(0, data.iteration());
        assertEquals(64L, data.options().get("resolution"));
        assertEquals("liae-ud", data.options().get("archi"));
        assertEquals(0.1, data.options().get("gan_power"));
        assertEquals(true, data.options().get("models_opt_on_gpu"));
        assertEquals(List.of(), data.lossHistory());
        assertEquals(2, data.previewSamples().size());
        assertArrayEquals(
                new int[] {2, 64, 64, 3},
                data.previewSamples().getFirst().getFirst().shape());
    }

    @Test
    void modelDataReadsAsItWasWritten() throws IOException {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("resolution", 128L);
        options.put("archi", "df");
        options.put("random_warp", true);
        options.put("gan_power", 0.5);
        ModelData data = new ModelData(
                123456,
                options,
                List.of(new double[] {0.5, 0.25}, new double[] {Double.NaN, 0.125}),
                List.of(List.of(NumpyArray.of(new float[] {1, 2}, 1, 2))));
        Path file = folder.resolve("n_SAEHD_data.dat");
        data.write(file);
        ModelData read = ModelData.read(file);
        assertEquals(data.iteration(), read.iteration());
        assertEquals(data.options(), read.options());
        assertEquals(2, read.lossHistory().size());
        assertArrayEquals(new double[] {Double.NaN, 0.125}, read.lossHistory().get(1));
        assertEquals(data.previewSamples(), read.previewSamples());
    }

    @Test
    void numpyNumbersAmongTheOptionsBecomePlainOnes() throws IOException {
        Path file = folder.resolve("d.dat");
        Map<String, Object> dict = Map.of("iter", NumpyScalar.of(7), "options", Map.of("ae_dims", NumpyScalar.of(256)));
        Files.write(file, PickleWriter.write(dict, 3));
        ModelData read = ModelData.read(file);
        assertEquals(7, read.iteration());
        assertEquals(Map.of("ae_dims", 256L), read.options());
    }

    @Test
    void damagedModelDataIsNamedOnce() throws IOException {
        Path file = Files.write(folder.resolve("d.dat"), PickleWriter.write(Map.of("iter", "many"), 4));
        IOException e = assertThrows(IOException.class, () -> ModelData.read(file));
        assertEquals(file + ": iter: a number wanted, got \"many\"", e.getMessage());
    }
}
