package doppel.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.app.face.FaceType;
import doppel.app.image.FloatImage;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What DeepFaceLab's own layers paint with weights made by a formula, for every kind of architecture. */
class SwapNetGoldenTest {
    private static final int RESOLUTION = 64;

    @ParameterizedTest
    @CsvSource({
        "df,      .06453917, .0941866,  .8437847,  .484044918, .5636414,  .510596309",
        "df-c,    .45774508, .5726918,  .5243472,  .500882539, .5375623,  .498572914",
        "df-ud,   .1967296,  .80952823, .3638311,  .484770714, .20853448, .284999602",
        "df-udt,  .36235029, .09387978, .03475592, .378198022, .7675007,  .463547228",
        "liae-ud, .09695428, .69124645, .91148275, .490904282, .30353454, .292515528"
    })
    void paintsWhatDeepFaceLabPaints(
            String archi, float blue, float green, float red, double mean, float mask, double meanMask) {
        var options = new ModelOptions(Archi.parse(archi), RESOLUTION, 32, 16, 16, 16, FaceType.FULL);
        try (Kernels kernels = Backends.open(new Device.Cpu());
                var model = new SaehdModel(kernels, options, TrainOptions.DEFAULT, 1);
                TensorScope scope = model.scope().child()) {
            fillByFormula(model);
            Tensor face = FaceTensors.batch(scope, List.of(testImage()));
            SwapNet.Pair painted = model.reconstruct(face, face);
            Painted one = options.archi().kind() == Archi.Kind.DF
                    ? painted.source().get()
                    : painted.destination().get();
            FloatImage image = FaceTensors.picture(one.image(), 0);
            FloatImage where = FaceTensors.picture(one.mask(), 0);
            assertEquals(blue, image.at(20, 10, 0), 2e-5);
            assertEquals(green, image.at(20, 10, 1), 2e-5);
            assertEquals(red, image.at(20, 10, 2), 2e-5);
            assertEquals(mean, mean(image), 2e-6);
            assertEquals(mask, where.at(20, 10, 0), 2e-5);
            assertEquals(meanMask, mean(where), 2e-6);
        }
    }

    private static FloatImage testImage() {
        FloatImage image = new FloatImage(RESOLUTION, RESOLUTION, 3);
        for (int y = 0, i = 0; y < RESOLUTION; y++) {
            for (int x = 0; x < RESOLUTION; x++) {
                for (int c = 0; c < 3; c++, i++) {
                    image.data()[i] = (float) (0.5 + 0.5 * Math.sin(0.05 * y + 0.09 * x + 1.3 * c));
                }
            }
        }
        return image;
    }

    /** Tensor k of each net, in the order of DeepFaceLab's files, gets the numbers of stream k in its layout. */
    private static void fillByFormula(SaehdModel model) {
        DflLayout layout = DflLayout.of(model.options());
        Map<String, Integer> next = new LinkedHashMap<>();
        model.weights().forEach((path, tensor) -> {
            int k = next.merge(path.substring(0, path.indexOf('/')), 1, Integer::sum) - 1;
            int[] shape = layout.shape(tensor.shape());
            float[] values = formula(k, shape);
            tensor.upload(layout.toOurs(path, tensor.shape(), values));
        });
    }

    private static float[] formula(int k, int[] shape) {
        long count = new Shape(shape).elements();
        double fan = (double) count / shape[shape.length - 1];
        double scale = shape.length >= 2 ? Math.sqrt(12) * Math.sqrt(2 / fan) : 0.1;
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            long z = ((k + 1L) << 32) + i + 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = (float) (((z >>> 11) * 0x1p-53 - 0.5) * scale);
        }
        return values;
    }

    private static double mean(FloatImage image) {
        double sum = 0;
        for (float v : image.data()) sum += v;
        return sum / image.data().length;
    }
}
