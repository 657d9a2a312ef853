package doppel.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.cuda.EmulatedKernels;
import doppel.kernels.cuda.EmulatedKernels.Convolution;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Our CUDA kernels, emulated on the host, against the reference: the rows of {@link BackendParityTest}, in f32 and,
 * with inputs and results rounded to it, in bf16. Each row runs with blocks in their order and in the opposite one;
 * both must give the same bits.
 */
class EmulatedParityTest {
    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() {
        return Parity.rows()
                .map(row -> DynamicTest.dynamicTest(
                        "f32 " + row.name(), () -> compare(row, DType.F32, row.tolerance(), Convolution.DIRECT)));
    }

    @TestFactory
    Stream<DynamicTest> convolutionsAsProductsOfColumnsAgreeToo() {
        return Parity.rows()
                .filter(row -> row.name().startsWith("conv2d"))
                .map(row -> DynamicTest.dynamicTest(
                        "columns " + row.name(), () -> compare(row, DType.F32, row.tolerance(), Convolution.COLUMNS)));
    }

    @TestFactory
    Stream<DynamicTest> convolutionsTheWayOfTheCardAgreeToo() {
        return Parity.rows()
                .filter(row -> row.name().startsWith("conv2d"))
                .flatMap(row -> card().map(how -> DynamicTest.dynamicTest(
                        how + " " + row.name(), () -> compare(row, DType.F32, row.tolerance(), how))));
    }

    /** Sums are rounded before bias and residual are added, and these may take most of a sum away. */
    @TestFactory
    Stream<DynamicTest> convolutionsTheWayOfTheCardAgreeInBf16() {
        return Parity.rows()
                .filter(row -> row.name().contains("conv2d"))
                .flatMap(row -> card().map(how -> DynamicTest.dynamicTest(
                        how + " bf16 " + row.name(), () -> compare(row, DType.BF16, 3 * Parity.BF16_STEP, how))));
    }

    private static Stream<Convolution> card() {
        return Stream.of(Convolution.PLANS, Convolution.FUSED);
    }

    @TestFactory
    Stream<DynamicTest> agreesWithTheReferenceInBf16() {
        return Parity.rowsInBf16()
                .filter(row -> !row.name().contains("" + ParityRow.LARGE))
                .map(row -> DynamicTest.dynamicTest(
                        "bf16 " + row.name(), () -> compare(row, DType.BF16, row.tolerance(), Convolution.DIRECT)));
    }

    private static void compare(ParityRow row, DType dtype, double tolerance, Convolution convolution) {
        List<double[]> wanted;
        try (Kernels reference = Backends.reference()) {
            wanted = Parity.run(reference, row, dtype);
        }
        List<double[]> got;
        try (Kernels kernels = new EmulatedKernels(false, convolution, DType.F32)) {
            got = Parity.run(kernels, row, dtype);
        }
        assertEquals(Optional.empty(), Parity.difference(wanted, got, tolerance));
        try (Kernels kernels = new EmulatedKernels(true, convolution, DType.F32)) {
            List<double[]> backwards = Parity.run(kernels, row, dtype);
            for (int i = 0; i < got.size(); i++) assertArrayEquals(got.get(i), backwards.get(i));
        }
    }
}
