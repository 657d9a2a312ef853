package doppel.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceConvTest {
    private final Kernels kernels = Backends.reference();
    private final Lab lab = new Lab(kernels, DType.F64);

    @AfterEach
    void close() {
        lab.close();
        kernels.close();
    }

    private double[] forward(Buffer x, Buffer w, Conv2dOptions options) {
        Buffer y = lab.target(DType.F64, options.outputShape(x.shape(), w.shape()));
        kernels.conv().forward(x, w, null, null, options, Activation.NONE, y);
        return Elements.read(y);
    }

    @Test
    void isACrossCorrelation() {
        Buffer x = lab.of(new Shape(1, 2, 3, 1), 1, 2, 3, 4, 5, 6);
        Buffer w = lab.of(new Shape(1, 2, 2, 1), 1, 10, 100, 1000);
        assertArrayEquals(
                new double[] {1 + 20 + 400 + 5000, 2 + 30 + 500 + 6000}, forward(x, w, Conv2dOptions.DEFAULT));
    }

    @Test
    void addsBiasAndResidualBeforeTheActivation() {
        Buffer x = lab.of(new Shape(1, 1, 2, 1), 1, 2);
        Buffer w = lab.of(new Shape(2, 1, 1, 1), 1, -1);
        Buffer bias = lab.of(new Shape(2), 0.5, 1);
        Buffer residual = lab.of(new Shape(1, 1, 2, 2), 1, -2, -9, 4);
        Buffer y = lab.target(1, 1, 2, 2);
        kernels.conv().forward(x, w, bias, residual, Conv2dOptions.DEFAULT, Activation.leakyRelu(0.25), y);
        assertArrayEquals(new double[] {2.5, -0.5, -6.5 / 4, 3}, Elements.read(y));
    }

    @Test
    void groupsSeeTheirOwnChannelsOnly() {
        Buffer x = lab.of(new Shape(1, 1, 1, 4), 1, 2, 3, 4);
        Buffer w = lab.of(new Shape(2, 1, 1, 2), 1, 10, 1, 10);
        assertArrayEquals(new double[] {21, 43}, forward(x, w, Conv2dOptions.DEFAULT.withGroups(2)));
    }

    @Test
    void dilationAndStrideStepOverPixels() {
        Buffer x = lab.of(new Shape(1, 1, 7, 1), 1, 2, 3, 4, 5, 6, 7);
        Buffer w = lab.of(new Shape(1, 1, 2, 1), 1, 100);
        assertArrayEquals(
                new double[] {401, 603},
                forward(x, w, Conv2dOptions.DEFAULT.withDilation(3).withStride(2)));
    }

    /** Binomial filters at every second pixel, zeros more to the lower right for even ones, as DeepFaceLab has it. */
    @ParameterizedTest
    @CsvSource({
        "'1 1', 0, 0, '2.5 4.5 10.5 12.5'",
        "'1 2 1', 1, 1, '.9375 2.5 6.25 10'",
        "'1 3 3 1', 1, 2, '2.734375 3.9375 7.546875 8.75'"
    })
    void blurPoolOfARamp(String filter, int before, int after, String expected) {
        double[] f = numbers(filter);
        double sum = Arrays.stream(f).sum();
        double[] kernel = new double[f.length * f.length];
        for (int i = 0; i < kernel.length; i++) kernel[i] = f[i / f.length] * f[i % f.length] / (sum * sum);
        double[] ramp = new double[16];
        Arrays.setAll(ramp, i -> i);
        Conv2dOptions options =
                Conv2dOptions.DEFAULT.withStride(2).withPadding(new Padding(before, before, after, after));
        Buffer x = lab.of(new Shape(1, 4, 4, 1), ramp);
        Buffer w = lab.of(new Shape(1, f.length, f.length, 1), kernel);
        assertArrayEquals(numbers(expected), forward(x, w, options), 1e-12);
    }

    /** Pixels (0, 0) and (32, 32) and the sum of DeepFaceLab's gaussian_blur of the test picture. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 3, '.40581775 .7852957 .59909105 .0139894 .25916275 .8571632', 6004.1023",
        "1.75, 7, '.21800773 .38062027 .26633835 .01954976 .26191816 .85307705', 5795.5194",
        "2, 9, '.21192229 .36032143 .2463824 .02221003 .26323637 .85112214', 5745.7685",
        "4, 17, '.20609209 .29968882 .17709428 .04615647 .2751028 .8335239', 5454.0027"
    })
    void gaussianBlurIsADepthwiseConvolution(double sigma, int size, String pixels, double sum) {
        double[] g = new double[size];
        Arrays.setAll(g, i -> Math.exp(-(i - size / 2) * (i - size / 2) / (2 * sigma * sigma)));
        double total = Arrays.stream(g).sum();
        double[] kernel = new double[3 * size * size];
        Arrays.setAll(kernel, i -> g[i / size % size] * g[i % size] / (total * total));
        Buffer x = GoldenPictures.waves(lab, 64, 0);
        Buffer w = lab.of(new Shape(3, size, size, 1), kernel);
        double[] y = forward(x, w, Conv2dOptions.same(size).withGroups(3));
        double[] expected = numbers(pixels);
        assertArrayEquals(Arrays.copyOf(expected, 3), Arrays.copyOf(y, 3), 1e-6);
        int at = (32 * 64 + 32) * 3;
        assertArrayEquals(Arrays.copyOfRange(expected, 3, 6), Arrays.copyOfRange(y, at, at + 3), 1e-6);
        assertEquals(sum, Arrays.stream(y).sum(), 2e-3);
    }

    @Test
    void pixelsThatNoWindowReachesGetNoGradient() {
        Buffer dy = lab.of(new Shape(1, 1, 1, 1), 3);
        Buffer w = lab.of(new Shape(1, 1, 2, 1), 1, 10);
        Buffer dx = lab.target(1, 1, 3, 1);
        kernels.conv().backwardData(dy, w, Conv2dOptions.DEFAULT.withStride(2), dx);
        assertArrayEquals(new double[] {3, 30, 0}, Elements.read(dx));
    }

    @Test
    void gradientsOfWeightsAndBias() {
        Buffer x = lab.of(new Shape(1, 1, 3, 1), 1, 2, 3);
        Buffer dy = lab.of(new Shape(1, 1, 2, 2), 1, 10, 100, 1000);
        Buffer dw = lab.target(2, 1, 2, 1);
        Buffer dbias = lab.target(2);
        kernels.conv().backwardWeights(x, dy, Conv2dOptions.DEFAULT, dw, dbias);
        assertArrayEquals(new double[] {201, 302, 2010, 3020}, Elements.read(dw));
        assertArrayEquals(new double[] {101, 1010}, Elements.read(dbias));
    }

    @Test
    void wrongShapesAreNamed() {
        Buffer x = lab.normal(1, 4, 4, 2);
        Buffer w = lab.normal(3, 3, 3, 2);
        Buffer y = lab.target(1, 4, 4, 3);
        var wrongSize = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.conv().forward(x, w, null, null, Conv2dOptions.DEFAULT, Activation.NONE, y));
        assertEquals(
                "conv2d: input [1, 4, 4, 2], weights [3, 3, 3, 2] make [1, 2, 2, 3], got [1, 4, 4, 3]",
                wrongSize.getMessage());
        var wrongBias = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.conv().forward(x, w, lab.normal(2), null, Conv2dOptions.same(3), Activation.NONE, y));
        assertEquals("conv2d: wanted bias [3], got [2]", wrongBias.getMessage());
        var wrongChannels = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.conv().backwardData(y, w, Conv2dOptions.same(3), lab.target(1, 4, 4, 3)));
        assertEquals("conv2d: input [1, 4, 4, 3], weights [3, 3, 3, 2], groups 1", wrongChannels.getMessage());
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
