package doppel.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.lifetime.NativeLedger;
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
import doppel.kernels.host.HostMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuConvTest {
    private static Kernels cpu;
    private static Kernels reference;

    @BeforeAll
    static void open() {
        cpu = CpuKernels.open(Precision.FP32);
        reference = Backends.reference();
    }

    @AfterAll
    static void close() {
        cpu.close();
        reference.close();
    }

    /** One convolution, drawn at random. */
    private record Case(Shape x, Shape w, Conv2dOptions options) {
        static Case draw(Random random) {
            int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1;
            int c = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(groups > 1 ? 5 : 40);
            int k = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(groups > 1 ? 5 : 40);
            Shape w = new Shape(k * groups, 1 + random.nextInt(5), 1 + random.nextInt(5), c);
            int stride = 1 + random.nextInt(3);
            int dilation = 1 + random.nextInt(3);
            var padding = new Padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
            int h = (w.size(1) - 1) * dilation + 1 + random.nextInt(8); // the window fits
            int width = (w.size(2) - 1) * dilation + 1 + random.nextInt(8);
            Shape x = new Shape(1 + random.nextInt(3), h, width, c * groups);
            return new Case(x, w, new Conv2dOptions(stride, dilation, groups, padding));
        }

        List<double[]> run(Kernels kernels, Activation activation) {
            return run(kernels, activation, value -> value);
        }

        /** @param rounding of the factors x, w and dy, but not of bias and residual */
        List<double[]> run(Kernels kernels, Activation activation, DoubleUnaryOperator rounding) {
            try (Lab lab = new Lab(kernels, DType.F32)) {
                Shape out = options.outputShape(x, w);
                Buffer in = rounded(lab.normal(x.sizes()), rounding);
                Buffer weights = rounded(lab.normal(w.sizes()), rounding);
                Buffer bias = lab.normal(w.size(0));
                Buffer residual = lab.normal(out.sizes());
                Buffer dy = rounded(lab.of(out, Elements.read(residual)), rounding);
                Buffer y = lab.target(out.sizes());
                Buffer dx = lab.target(x.sizes());
                Buffer dw = lab.target(w.sizes());
                Buffer dbias = lab.target(w.size(0));
                kernels.conv().forward(in, weights, bias, residual, options, activation, y);
                kernels.conv().backwardData(dy, weights, options, dx);
                kernels.conv().backwardWeights(in, dy, options, dw, dbias);
                lab.compare(y, dx, dw, dbias);
                return lab.results();
            }
        }

        private static Buffer rounded(Buffer buffer, DoubleUnaryOperator rounding) {
            for (long i = 0; i < buffer.elements(); i++) {
                Elements.set(buffer, i, rounding.applyAsDouble(Elements.get(buffer, i)));
            }
            return buffer;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomGeometriesAgreeWithTheReference(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            Case c = Case.draw(random);
            assertAgrees(
                    c,
                    List.of(Activation.NONE, Activation.leakyRelu(0.2), Activation.TANH)
                            .get(i % 3));
        }
    }

    @Test
    void aShapeWithoutFastFusedKernelIsStillFastAndRight() {
        Case c = new Case(
                new Shape(2, 16, 36, 16), new Shape(16, 2, 2, 1), new Conv2dOptions(2, 2, 16, new Padding(0, 2, 0, 3)));
        assertAgrees(c, Activation.leakyRelu(0.1));
        try (HostMemory memory = new HostMemory("test");
                OnednnContext onednn = new OnednnContext(memory)) {
            var plan = onednn.plan(new ConvForward(
                    c.x(), c.w(), c.options(), true, true, Activation.leakyRelu(0.1), ConvTypes.all(DataType.F32)));
            String kernel = plan.convolution().primitive().descriptor().implementation();
            assertFalse(kernel.contains("ref"), kernel);
            assertEquals(plan.fused(), plan.addResidual().isEmpty());
        }
    }

    @Test
    void windowsThatSeeOnlyPaddingGiveTheBias() { // oneDNN 3.13 alone would end the process
        Case some = new Case(
                new Shape(1, 3, 2, 40), new Shape(1, 3, 2, 40), new Conv2dOptions(2, 1, 1, new Padding(1, 0, 0, 2)));
        Case all = new Case(
                new Shape(3, 14, 2, 1), new Shape(1, 5, 1, 1), new Conv2dOptions(3, 3, 1, new Padding(2, 1, 2, 1)));
        Case point = new Case(
                new Shape(2, 9, 33, 20), new Shape(17, 1, 1, 20), Conv2dOptions.DEFAULT.withPadding(Padding.of(9)));
        for (Case c : List.of(some, all, point)) {
            assertTrue(ConvLayouts.hasBlindWindows(c.x(), c.w(), c.options()), c.toString());
            assertAgrees(c, Activation.NONE);
            assertAgrees(c, Activation.SIGMOID);
        }
    }

    /** The nearest number of 8 bits, ties to even. */
    private static double toBf16(double value) {
        int bits = Float.floatToRawIntBits((float) value);
        return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF_0000);
    }

    @Test
    void inBf16TheFactorsAreRoundedAndTheSumsAreNot() {
        assumeTrue(CpuKernels.supportsBf16(), "skipped: this processor has no bf16 instructions");
        Random random = new Random(9);
        int rounded = 0;
        try (Kernels half = CpuKernels.open(Precision.BF16)) {
            for (int i = 0; i < 80; i++) {
                Case c = Case.draw(random);
                var activation = i % 2 == 0 ? Activation.NONE : Activation.leakyRelu(0.1);
                List<double[]> got = c.run(half, activation);
                List<double[]> asIs = c.run(reference, activation);
                List<double[]> wanted = c.run(reference, activation, CpuConvTest::toBf16);
                for (int k = 0; k < got.size(); k++) {
                    boolean exact = agrees(c, wanted.get(k), got.get(k));
                    if (exact) rounded++;
                    // no kernel for bf16 there is, then it is as with fp32
                    assertTrue(exact || agrees(c, asIs.get(k), got.get(k)), c + " " + activation + ", result " + k);
                }
            }
        }
        assertTrue(rounded > 80 * 4 / 2, rounded + " of 320 results from bf16");
    }

    @Test
    void theShapesOfTheModelsHaveKernelsForBf16() {
        assumeTrue(CpuKernels.supportsBf16(), "skipped: this processor has no bf16 instructions");
        for (int[] s : new int[][] {{64, 3, 32, 5, 2}, {8, 256, 512, 3, 1}, {32, 64, 64, 3, 1}, {32, 64, 3, 1, 1}}) {
            var x = new Shape(4, s[0], s[0], s[1]);
            var w = new Shape(s[2], s[3], s[3], s[1]);
            var options = new Conv2dOptions(s[4], 1, 1, Padding.of(s[3] / 2));
            try (HostMemory memory = new HostMemory("test");
                    OnednnContext onednn = new OnednnContext(memory)) {
                var y = onednn.plan(
                        new ConvForward(x, w, options, true, false, Activation.NONE, ConvTypes.all(DataType.BF16)));
                var dx = onednn.plan(new ConvBackwardData(x, w, options, ConvTypes.all(DataType.BF16)));
                var dw = onednn.plan(new ConvBackwardWeights(x, w, options, true, ConvTypes.all(DataType.BF16)));
                for (Step step : List.of(y.convolution(), dx.convolution(), dw.convolution())) {
                    String kernel = step.primitive().descriptor().implementation();
                    assertTrue(kernel.contains("bf16"), Arrays.toString(s) + ": " + kernel);
                }
            }
        }
    }

    @Test
    void equalProblemsShareOnePlan() {
        Case c = new Case(new Shape(2, 8, 8, 16), new Shape(24, 3, 3, 16), Conv2dOptions.same(3));
        c.run(cpu, Activation.NONE);
        int after = NativeLedger.stillOpen().size();
        c.run(cpu, Activation.NONE);
        assertEquals(after, NativeLedger.stillOpen().size());
    }

    private static void assertAgrees(Case c, Activation activation) {
        List<double[]> wanted = c.run(reference, activation);
        List<double[]> got = c.run(cpu, activation);
        for (int i = 0; i < wanted.size(); i++) {
            assertTrue(agrees(c, wanted.get(i), got.get(i)), c + " " + activation + ", result " + i);
        }
    }

    private static boolean agrees(Case c, double[] wanted, double[] got) {
        double terms = Math.sqrt((double) Math.max(c.w().elements(), c.x().elements()));
        for (int j = 0; j < wanted.length; j++) {
            if (!(Math.abs(wanted[j] - got[j]) <= 1e-6 * terms)) return false;
        }
        return true;
    }
}
