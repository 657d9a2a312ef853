package doppel.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.kernels.host.HostMemory;
import java.util.List;
import java.util.Random;
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
        cpu = CpuKernels.open();
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
            try (Lab lab = new Lab(kernels, DType.F32)) {
                Shape out = options.outputShape(x, w);
                Buffer in = lab.normal(x.sizes());
                Buffer weights = lab.normal(w.sizes());
                Buffer bias = lab.normal(w.size(0));
                Buffer residual = lab.normal(out.sizes());
                Buffer y = lab.target(out.sizes());
                Buffer dx = lab.target(x.sizes());
                Buffer dw = lab.target(w.sizes());
                Buffer dbias = lab.target(w.size(0));
                kernels.conv().forward(in, weights, bias, residual, options, activation, y);
                kernels.conv().backwardData(residual, weights, options, dx);
                kernels.conv().backwardWeights(in, residual, options, dw, dbias);
                lab.compare(y, dx, dw, dbias);
                return lab.results();
            }
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
            var plan = onednn.plan(new ConvForward(c.x(), c.w(), c.options(), true, true, Activation.leakyRelu(0.1)));
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
            double terms = Math.sqrt((double) Math.max(c.w().elements(), c.x().elements()));
            for (int j = 0; j < wanted.get(i).length; j++) {
                double error = Math.abs(wanted.get(i)[j] - got.get(i)[j]);
                String where = c + " " + activation + ", result " + i + ", element " + j;
                assertTrue(error <= 1e-6 * terms, () -> where + ": error " + error);
            }
        }
    }
}
