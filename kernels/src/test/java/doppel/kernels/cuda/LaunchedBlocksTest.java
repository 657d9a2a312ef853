package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the reference's separate steps: sum, depth-to-space, activation and their gradients. */
@ParameterizedClass(name = "last block and thread first: {0}")
@ValueSource(booleans = {false, true})
class LaunchedBlocksTest {
    @Parameter
    boolean backwards;

    private static final Activation LEAKY = Activation.leakyRelu(0.1);

    private record Case(DType type, int s, int c, int pitch, int offset, int again, boolean residual) {}

    @TestFactory
    Stream<DynamicTest> agreesWithTheStepsOneByOne() {
        List<Case> cases = new ArrayList<>();
        for (DType type : List.of(DType.F32, DType.BF16)) {
            for (int c : List.of(1, 3, 8, 16, 22, 33)) {
                cases.add(new Case(type, 1, c, c, 0, -1, true));
                cases.add(new Case(type, 2, c, c, 0, -1, false));
                cases.add(new Case(type, 2, c, 2 * c, 0, c, false));
                cases.add(new Case(type, 3, c, c + 5, 4, -1, true));
            }
        }
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.toString(), () -> check(c)));
    }

    private void check(Case x) {
        Shape deep = new Shape(2, 3, 5, x.s * x.s * x.c);
        Shape wide = new Shape(2, 3 * x.s, 5 * x.s, x.c);
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, x.type);
                Kernels reference = Backends.reference();
                Lab exact = new Lab(reference, DType.F64)) {
            var blocks = new LaunchedBlocks(kernels.launcher(), kernels.memory());
            Buffer z = lab.normal(deep.sizes());
            Buffer bias = lab.uniform(DType.F32, -1, 1, deep.size(3));
            Buffer residual = x.residual ? lab.normal(wide.sizes()) : null;
            Buffer y = lab.target(2, 3 * x.s, 5 * x.s, x.pitch);
            var place = new LaunchedBlocks.Place(x.c, x.offset, x.again);
            blocks.forward(z, bias, residual, LEAKY, y, place);

            Buffer sum = exact.target(deep.sizes());
            reference
                    .elementwise()
                    .binary(doppel.kernels.ElementwiseKernels.Binary.ADD, copy(exact, z), copy(exact, bias), sum);
            Buffer wanted = exact.target(wide.sizes());
            reference.layout().depthToSpace(sum, BlockOrder.BLOCK_FIRST, wanted);
            if (residual != null) reference.elementwise().accumulate(copy(exact, residual), 1, wanted);
            reference.elementwise().activate(wanted, LEAKY, wanted);
            compareChannels(Elements.read(wanted), x.c, y, x.offset);
            if (x.again >= 0) compareChannels(Elements.read(wanted), x.c, y, x.again);
            for (int i = 0; i < y.elements(); i++) {
                int channel = i % x.pitch;
                boolean written = (channel >= x.offset && channel < x.offset + x.c)
                        || (x.again >= 0 && channel >= x.again && channel < x.again + x.c);
                assertEquals(!written, Double.isNaN(Elements.get(y, i)), "element " + i);
            }

            Buffer dy = lab.normal(2, 3 * x.s, 5 * x.s, x.pitch);
            Buffer dz = lab.target(deep.sizes());
            Buffer dbias = lab.target(DType.F32, new Shape(deep.size(3)));
            blocks.backward(dy, y, LEAKY, dz, dbias, place);
            double[] gradient = new double[(int) wide.elements()];
            for (int i = 0; i < gradient.length; i++) {
                int pixel = i / x.c;
                int k = i % x.c;
                double g = Elements.get(dy, (long) pixel * x.pitch + x.offset + k);
                if (x.again >= 0) g += Elements.get(dy, (long) pixel * x.pitch + x.again + k);
                gradient[i] = g * (Elements.get(y, (long) pixel * x.pitch + x.offset + k) > 0 ? 1 : 0.1);
            }
            Buffer wantedDz = exact.target(deep.sizes());
            reference.layout().spaceToDepth(exact.of(wide, gradient), BlockOrder.BLOCK_FIRST, wantedDz);
            Approximately.same(Elements.read(wantedDz), dz, 1e-6);
            Buffer wantedBias = exact.target(deep.size(3));
            reference.reduce().sum(wantedDz, 1, wantedBias);
            Approximately.same(Elements.read(wantedBias), dbias, 1e-5);
        }
    }

    @Test
    void channelsThatDoNotFitAreRefused() {
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, DType.F32)) {
            var blocks = new LaunchedBlocks(kernels.launcher(), kernels.memory());
            Buffer z = lab.normal(1, 2, 2, 8);
            Buffer y = lab.target(1, 4, 4, 3);
            var place = new LaunchedBlocks.Place(2, 2, -1);
            assertThrows(IllegalArgumentException.class, () -> blocks.forward(z, null, null, LEAKY, y, place));
        }
    }

    private static Buffer copy(Lab lab, Buffer x) {
        return lab.of(x.shape(), Elements.read(x));
    }

    private static void compareChannels(double[] wanted, int c, Buffer y, int offset) {
        int pitch = y.shape().size(3);
        double tolerance = y.dtype() == DType.BF16 ? 1.0 / 128 : 1e-6;
        for (int i = 0; i < wanted.length; i++) {
            double got = Elements.get(y, (long) (i / c) * pitch + offset + i % c);
            assertEquals(wanted[i], got, tolerance * (1 + Math.abs(wanted[i])), "element " + i);
        }
    }
}
