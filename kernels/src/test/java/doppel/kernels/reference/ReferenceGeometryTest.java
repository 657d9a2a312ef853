package doppel.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Border;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sampling against what PyTorch's {@code grid_sample} gave. */
class ReferenceGeometryTest {
    private final Kernels kernels = Backends.reference();
    private final Lab lab = new Lab(kernels, DType.F64);

    @AfterEach
    void close() {
        lab.close();
        kernels.close();
    }

    private Buffer ramp(int h, int w) {
        double[] values = new double[h * w];
        Arrays.setAll(values, i -> i);
        return lab.of(new Shape(1, h, w, 1), values);
    }

    private Buffer at(double... coordinates) {
        return lab.of(new Shape(1, 1, coordinates.length / 2, 2), coordinates);
    }

    /** Of the numbers 0 to 11 in three rows, at corners, in the middle, between and beyond. */
    @ParameterizedTest
    @CsvSource({
        "ZEROS, true, 0 11 5.5 4.35 6.3 0",
        "ZEROS, false, 0 2.75 5.5 3.7 1.0 0",
        "REFLECTION, true, 0 11 5.5 4.35 8.7 1.15",
        "REFLECTION, false, 0 11 5.5 3.7 10 0.5",
        "EDGE, true, 0 11 5.5 4.35 9 0",
        "EDGE, false, 0 11 5.5 3.7 10 0"
    })
    void samplesAreThoseOfPyTorch(Border border, boolean corners, String wanted) {
        Buffer y = lab.target(1, 1, 6, 1);
        Buffer grid = at(-1, -1, 1, 1, 0, 0, 0.3, -0.4, 1.2, 0.5, -1.5, -1.1);
        kernels.geometry().sample(ramp(3, 4), grid, new SampleOptions(Filter.BILINEAR, border, corners), y);
        double[] values = Arrays.stream(wanted.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertArrayEquals(values, Elements.read(y), 1e-12);
    }

    @Test
    void ofTwoNearestPixelsTheEvenOneIsTaken() {
        Buffer y = lab.target(1, 1, 4, 1);
        var options = SampleOptions.DEFAULT.withFilter(Filter.NEAREST).withAlignCorners(true);
        kernels.geometry().sample(ramp(1, 5), at(-0.75, 0, -0.25, 0, 0.3, 0, 1.5, 0), options, y);
        assertArrayEquals(new double[] {0, 2, 3, 0}, Elements.read(y));
    }

    @Test
    void whatIsNotReadMayBeAnything() {
        Buffer x = lab.of(new Shape(1, 1, 3, 1), 1, 2, Double.NaN);
        Buffer y = lab.target(1, 1, 2, 1);
        kernels.geometry().sample(x, at(0, 0, -0.5, 0), SampleOptions.DEFAULT.withAlignCorners(true), y);
        assertArrayEquals(new double[] {2, 1.5}, Elements.read(y));
    }

    /** PyTorch counts the outermost pixels as beyond the border, so that no gradient pulls places outwards. */
    @Test
    void placesOnTheBorderHaveNoGradientUnlessZerosLieBeyond() {
        Buffer x = ramp(1, 3);
        Buffer grid = at(1, 0, 0.5, 0, 1.5, 0);
        Buffer dy = lab.of(new Shape(1, 1, 3, 1), 1, 1, 1);
        Buffer dgrid = lab.target(1, 1, 3, 2);
        var options = new SampleOptions(Filter.BILINEAR, Border.EDGE, true);
        kernels.geometry().sampleBackwardGrid(dy, x, grid, options, dgrid);
        assertArrayEquals(new double[] {0, 0, 1, 0, 0, 0}, Elements.read(dgrid), 1e-12);
        kernels.geometry().sampleBackwardGrid(dy, x, grid, options.withBorder(Border.REFLECTION), dgrid);
        assertArrayEquals(new double[] {0, 0, 1, 0, -1, 0}, Elements.read(dgrid), 1e-12);
        kernels.geometry().sampleBackwardGrid(dy, x, grid, options.withBorder(Border.ZEROS), dgrid);
        assertArrayEquals(new double[] {-2, 0, 1, 0, -2, 0}, Elements.read(dgrid), 1e-12);
    }

    @Test
    void misfitsAreNamed() {
        Buffer x = lab.target(2, 3, 4, 5);
        Buffer grid = lab.target(1, 6, 7, 2);
        Buffer y = lab.target(2, 6, 7, 5);
        var shapes = assertThrows(
                IllegalArgumentException.class, () -> kernels.geometry().sample(x, grid, SampleOptions.DEFAULT, y));
        assertEquals("sample: [2, 3, 4, 5] at the places of [1, 6, 7, 2] is not [2, 6, 7, 5]", shapes.getMessage());
        Buffer floats = lab.target(DType.F32, new Shape(2, 6, 7, 2));
        var types = assertThrows(
                IllegalArgumentException.class, () -> kernels.geometry().sample(x, floats, SampleOptions.DEFAULT, y));
        assertEquals("sample: wanted coordinates in f64 for pictures in f64, got f32 [2, 6, 7, 2]", types.getMessage());
    }
}
