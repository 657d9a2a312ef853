package doppel.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.onednn.DataType;
import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.Padding;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WinogradConvTest {
    private static Kernels reference;
    private static CpuKernels cpu;

    @BeforeAll
    static void open() {
        reference = Backends.reference();
        cpu = CpuKernels.open(Precision.FP32);
    }

    @AfterAll
    static void close() {
        cpu.close();
        reference.close();
    }

    private static final ConvTypes F32 = ConvTypes.all(DataType.F32);
    private static final ConvTypes MIXED = new ConvTypes(DataType.BF16, DataType.F32, DataType.BF16, DataType.BF16);

    /** What is passed to a convolution with 3 x 3 taps. */
    record Case(Shape x, int k, Padding padding, Activation activation) {
        Shape w() {
            return new Shape(k, 3, 3, x.size(3));
        }

        Conv2dOptions options() {
            return Conv2dOptions.DEFAULT.withPadding(padding);
        }
    }

    private interface Passes {
        void run(Buffer x, Buffer w, Buffer bias, Buffer residual, Buffer y, Buffer dy, Buffer dx, Buffer dw);
    }

    static List<Case> cases() {
        Activation leaky = Activation.leakyRelu(0.1);
        Padding one = Padding.of(1);
        return List.of(
                new Case(new Shape(1, 4, 4, 16), 16, one, Activation.NONE), // one tile
                new Case(new Shape(2, 16, 16, 32), 64, one, leaky),
                new Case(new Shape(3, 17, 6, 33), 16, one, leaky), // tiles beyond the edge, channels that overlap
                new Case(new Shape(1, 5, 30, 88), 44, one, Activation.RELU),
                new Case(new Shape(2, 9, 10, 17), 79, Padding.NONE, leaky),
                new Case(new Shape(2, 7, 8, 20), 130, Padding.of(2), Activation.NONE),
                new Case(new Shape(1, 13, 11, 129), 65, new Padding(0, 2, 1, 3), leaky),
                new Case(new Shape(2, 48, 40, 16), 24, one, leaky)); // chunks
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheDefinition(Case c) {
        List<double[]> wanted = run(reference, c, direct(reference, c));
        List<double[]> got = run(cpu, c, winograd(c, 2));
        List<String> names = List.of("y", "dx", "dw");
        for (int i = 0; i < names.size(); i++) {
            double size = Math.sqrt(meanSquare(wanted.get(i)));
            for (int j = 0; j < wanted.get(i).length; j++) {
                assertEquals(wanted.get(i)[j], got.get(i)[j], 2e-5 * size, c + ": " + names.get(i) + " at " + j);
            }
        }
    }

    @Test
    void picturesMayBeOfBf16() {
        Case c = new Case(new Shape(2, 18, 13, 40), 56, Padding.of(1), Activation.leakyRelu(0.2));
        List<double[]> wanted = run(reference, c, direct(reference, c), DType.BF16, DType.F32);
        List<double[]> got = run(cpu, c, winograd(c, 2), DType.BF16, DType.BF16);
        for (int i = 0; i < wanted.size(); i++) {
            double size = Math.sqrt(meanSquare(wanted.get(i)));
            for (int j = 0; j < wanted.get(i).length; j++) {
                double v = wanted.get(i)[j];
                assertEquals(v, got.get(i)[j], Math.abs(v) / 256 + 2e-5 * size, "result " + i + " at " + j);
            }
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        Case c = new Case(new Shape(2, 33, 29, 40), 56, Padding.of(1), Activation.leakyRelu(0.2));
        List<double[]> one = run(cpu, c, winograd(c, 1));
        for (int threads : new int[] {2, 3}) {
            List<double[]> many = run(cpu, c, winograd(c, threads));
            for (int i = 0; i < one.size(); i++) assertArrayEquals(one.get(i), many.get(i), threads + " threads, " + i);
        }
    }

    @Test
    void isTakenForLargeConvolutionsWithThreeByThreeTapsOnly() {
        try (var crew = new Crew(1);
                var onednn = new OnednnContext(cpu.memory());
                var winograd = new WinogradConv(onednn, crew, cpu.memory())) {
            Shape x = new Shape(4, 16, 16, 64);
            Shape w = new Shape(64, 3, 3, 64);
            Conv2dOptions same = Conv2dOptions.same(3);
            assertTrue(winograd.takes(F32, x, w, same, Activation.leakyRelu(0.1)));
            assertFalse(winograd.takes(F32, x, w, same, Activation.SIGMOID));
            assertFalse(winograd.takes(F32, x, w, same.withStride(2), Activation.NONE));
            assertFalse(winograd.takes(F32, x, w, same.withDilation(2), Activation.NONE));
            assertFalse(winograd.takes(F32, x, new Shape(64, 3, 3, 32), same.withGroups(2), Activation.NONE));
            assertFalse(winograd.takes(F32, x, new Shape(64, 5, 5, 64), Conv2dOptions.same(5), Activation.NONE));
            assertFalse(winograd.takes(F32, x, new Shape(3, 3, 3, 64), same, Activation.NONE));
            assertFalse(winograd.takes(F32, new Shape(1, 16, 16, 64), w, same, Activation.NONE));
            assertFalse(winograd.takes(F32, new Shape(2048, 256, 128, 64), w, same, Activation.NONE));
            assertFalse(winograd.takes(MIXED, x, w, same, Activation.NONE));
            Shape deep = new Shape(128, 3, 3, 128);
            assertTrue(winograd.takes(MIXED, new Shape(8, 16, 16, 128), deep, same, Activation.NONE));
            assertFalse(winograd.takes(
                    ConvTypes.all(DataType.BF16), new Shape(8, 16, 16, 128), deep, same, Activation.NONE));
        }
    }

    private static Passes direct(Kernels k, Case c) {
        return (x, w, bias, residual, y, dy, dx, dw) -> {
            k.conv().forward(x, w, bias, residual, c.options(), c.activation(), y);
            k.conv().backwardData(dy, w, c.options(), dx);
            k.conv().backwardWeights(x, dy, c.options(), dw, null);
        };
    }

    private static Passes winograd(Case c, int threads) {
        return (x, w, bias, residual, y, dy, dx, dw) -> {
            try (var crew = new Crew(threads);
                    var onednn = new OnednnContext(cpu.memory());
                    var winograd = new WinogradConv(onednn, crew, cpu.memory())) {
                winograd.forward(x, w, bias, residual, c.options(), c.activation(), y);
                winograd.backwardData(dy, w, c.options(), dx);
                winograd.backwardWeights(x, dy, c.options(), dw);
            }
        };
    }

    private static List<double[]> run(Kernels k, Case c, Passes passes) {
        return run(k, c, passes, DType.F32, DType.F32);
    }

    /**
     * @param values type that the values of pictures can be stored in
     * @param storage type that they are stored in
     */
    private static List<double[]> run(Kernels k, Case c, Passes passes, DType values, DType storage) {
        try (Lab lab = new Lab(k, DType.F32)) {
            Shape out = c.options().outputShape(c.x(), c.w());
            Buffer w = lab.normal(c.w().sizes());
            Buffer bias = lab.normal(c.k());
            Buffer x = stored(lab, lab.normal(values, c.x().sizes()), storage);
            Buffer residual = stored(lab, lab.normal(values, out.sizes()), storage);
            Buffer dy = stored(lab, lab.normal(values, out.sizes()), storage);
            Buffer y = lab.target(storage, out);
            Buffer dx = lab.target(storage, c.x());
            Buffer dw = lab.target(c.w().sizes());
            passes.run(x, w, bias, residual, y, dy, dx, dw);
            lab.compare(y, dx, dw);
            return lab.results();
        }
    }

    private static Buffer stored(Lab lab, Buffer values, DType storage) {
        return values.dtype() == storage ? values : lab.of(values.shape(), Elements.read(values));
    }

    private static double meanSquare(double[] values) {
        double sum = 0;
        for (double v : values) sum += v * v;
        return sum / values.length;
    }
}
