package doppel.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Padding;
import doppel.kernels.SampleOptions;
import doppel.kernels.Shape;
import doppel.nn.layers.BorderPad.Border;
import doppel.nn.layers.Interpolate.Filter;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.GridSample;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The layers that move pictures and find points in them, on the reference back-end. */
class MotionLayersTest {
    private final Kernels kernels = Backends.reference();
    private final TensorScope scope = new TensorScope(kernels);

    @AfterEach
    void close() {
        scope.close();
        kernels.close();
    }

    private Tensor ramp(int... sizes) {
        var shape = new Shape(sizes);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) values[i] = i;
        return scope.of(shape, values);
    }

    @Test
    void aPictureSampledAtItsOwnGridIsItself() {
        Tensor x = ramp(1, 3, 5, 2);
        Tensor grid = CoordinateGrid.of(scope, 3, 5);
        assertArrayEquals(new float[] {-1, -1, -0.5f, -1}, Arrays.copyOf(grid.toFloats(), 4));
        var sample = new GridSample(SampleOptions.DEFAULT.withAlignCorners(true));
        assertArrayEquals(
                x.toFloats(), sample.apply(x, grid.reshape(1, 3, 5, 2)).toFloats(), 1e-5f);
    }

    @Test
    void heatMapsAreGaussiansAboutTheirPoints() {
        Tensor points = scope.of(new Shape(1, 2, 2), 0, 1, -0.3f, 0.4f);
        Tensor maps = new GaussianHeatmaps(scope, 3, 5, 0.01).forward(points);
        assertEquals(new Shape(1, 3, 5, 2), maps.shape());
        float[] values = maps.toFloats();
        assertEquals(1, values[(2 * 5 + 2) * 2], 1e-6); // the point (0, 1) is the middle of the last row
        for (int i = 0; i < 15; i++) {
            double x = i % 5 / 2.0 - 1;
            double y = i / 5 - 1;
            double squares = (x + 0.3) * (x + 0.3) + (y - 0.4) * (y - 0.4);
            assertEquals(Math.exp(-0.5 * squares / 0.01), values[2 * i + 1], 1e-6);
        }
    }

    @Test
    void softArgmaxIsTheMeanPlaceOfTheHeat() {
        float[] values = new float[2 * 3 * 4 * 2];
        for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(i * 1.7);
        Tensor x = scope.of(new Shape(2, 3, 4, 2), values);
        var layer = new SoftArgmax(scope, 3, 4, 0.1);
        Tensor heat = layer.heat(x);
        assertEquals(new Shape(2, 2, 12), heat.shape());
        float[] points = layer.forward(x).toFloats();
        float[] means = SoftArgmax.mean(heat, x.plus(1)).toFloats(); // one value a channel: its own
        for (int n = 0; n < 2; n++) {
            for (int k = 0; k < 2; k++) {
                double sum = 0;
                double[] wanted = new double[3];
                for (int pixel = 0; pixel < 12; pixel++) {
                    float value = values[(n * 12 + pixel) * 2 + k];
                    double share = Math.exp(value / 0.1);
                    sum += share;
                    wanted[0] += share * (pixel % 4 / 1.5 - 1);
                    wanted[1] += share * (pixel / 4 - 1);
                    wanted[2] += share * (value + 1);
                }
                assertEquals(wanted[0] / sum, points[(n * 2 + k) * 2], 1e-5);
                assertEquals(wanted[1] / sum, points[(n * 2 + k) * 2 + 1], 1e-5);
                assertEquals(wanted[2] / sum, means[n * 2 + k], 1e-5);
            }
        }
    }

    @Test
    void aSharpPeakIsFoundWhereItIs() {
        float[] values = new float[5 * 5];
        values[3 * 5 + 1] = 40;
        Tensor x = scope.of(new Shape(1, 5, 5, 1), values);
        assertArrayEquals(
                new float[] {-0.5f, 0.5f},
                new SoftArgmax(scope, 5, 5, 1).forward(x).toFloats(),
                1e-6f);
    }

    @Test
    void interpolationScalesSizesDown() {
        assertEquals(
                new Shape(1, 2, 3, 1),
                new Interpolate(0.5, Filter.BILINEAR).forward(ramp(1, 5, 6, 1)).shape());
        float[] aligned = new Interpolate(2, Filter.BILINEAR_ALIGNED)
                .forward(ramp(1, 1, 2, 1))
                .toFloats();
        assertArrayEquals(new float[] {0, 1 / 3f, 2 / 3f, 1, 0, 1 / 3f, 2 / 3f, 1}, aligned, 1e-6f);
        float[] repeated =
                new Interpolate(2, Filter.NEAREST).forward(ramp(1, 1, 2, 1)).toFloats();
        assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0, 1, 1}, repeated);
    }

    @Test
    void bordersRepeatOrMirrorWhatIsInside() {
        Tensor x = ramp(1, 2, 3, 1);
        var edge = new BorderPad(scope, 2, 3, new Padding(1, 2, 0, 1), Border.EDGE);
        assertArrayEquals(
                new float[] {0, 0, 0, 1, 2, 2, 0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 5},
                edge.forward(x).toFloats());
        var mirror = new BorderPad(scope, 2, 3, new Padding(0, 2, 1, 1), Border.REFLECT);
        assertArrayEquals(
                new float[] {2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1},
                mirror.forward(x).toFloats());
    }

    @Test
    void gradientsOfBordersGoBackToWhatWasRepeated() {
        try (TensorScope step = scope.recording()) {
            Tensor x = step.variable(ramp(1, 1, 3, 1));
            var edge = new BorderPad(scope, 1, 3, new Padding(1, 2, 0, 0), Border.EDGE);
            Tensor dx = step.tape().backward(edge.forward(x).sum()).of(x);
            assertArrayEquals(new float[] {6, 2, 2}, dx.toFloats());
        }
    }

    @Test
    void aMirrorShowsNoMoreThanThePicture() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> new BorderPad(scope, 2, 3, Padding.of(2), Border.REFLECT));
        assertEquals("border pad: 2 and 2 pixels mirrored from 2", e.getMessage());
    }
}
