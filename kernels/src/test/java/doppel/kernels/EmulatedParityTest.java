package doppel.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import doppel.kernels.cuda.EmulatedKernels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Our CUDA kernels, emulated on the host, against the reference: the rows of {@link BackendParityTest}, in f32 and, with
 * inputs and results rounded to it, in bf16. Each row runs with blocks in their order and in the opposite one; both must
 * give the same bits.
 */
class EmulatedParityTest {
    /** One step of bf16 either way: the reference rounds what it computed in f64, kernels what they computed in f32. */
    private static final double BF16_STEP = 1.0 / 128;

    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() {
        return rows().map(row ->
                DynamicTest.dynamicTest("f32 " + row.name(), () -> compare(row, DType.F32, row.tolerance(), false)));
    }

    @TestFactory
    Stream<DynamicTest> convolutionsAsProductsOfColumnsAgreeToo() {
        return rows().filter(row -> row.name().startsWith("conv2d"))
                .map(row -> DynamicTest.dynamicTest(
                        "columns " + row.name(), () -> compare(row, DType.F32, row.tolerance(), true)));
    }

    @TestFactory
    Stream<DynamicTest> agreesWithTheReferenceInBf16() {
        return rows().filter(row -> !isFullPrecision(row) && !row.name().contains("" + ParityRow.LARGE))
                .map(row -> DynamicTest.dynamicTest(
                        "bf16 " + row.name(), () -> compare(row, DType.BF16, BF16_STEP + row.tolerance(), false)));
    }

    private static Stream<ParityRow> rows() {
        return Stream.of(
                        ElementwiseRows.all(),
                        SumRows.all(),
                        MixedRows.all(),
                        LayoutRows.all(),
                        PictureRows.all(),
                        OptimizerRows.all())
                .flatMap(r -> r);
    }

    /** Rows that name their types, moves, which are exact for every type already, and what is f32 alone. */
    private static boolean isFullPrecision(ParityRow row) {
        return Stream.of("mixed", "cast", "depth", "transpose", "copy", "dssim", "rmsprop", "adabelief", "adam")
                .anyMatch(row.name()::startsWith);
    }

    private static void compare(ParityRow row, DType dtype, double tolerance, boolean columns) {
        List<double[]> wanted;
        try (Kernels reference = Backends.reference()) {
            wanted = run(reference, row, dtype);
        }
        List<double[]> got;
        try (Kernels kernels = new EmulatedKernels(false, columns)) {
            got = run(kernels, row, dtype);
        }
        assertEquals(wanted.size(), got.size());
        for (int i = 0; i < got.size(); i++) assertClose(wanted.get(i), got.get(i), tolerance);
        try (Kernels kernels = new EmulatedKernels(true, columns)) {
            List<double[]> backwards = run(kernels, row, dtype);
            for (int i = 0; i < got.size(); i++) assertArrayEquals(got.get(i), backwards.get(i));
        }
    }

    private static List<double[]> run(Kernels kernels, ParityRow row, DType dtype) {
        try (Lab lab = new Lab(kernels, dtype)) {
            row.body().run(kernels, lab);
            return lab.results();
        }
    }

    private static void assertClose(double[] wanted, double[] got, double tolerance) {
        assertEquals(wanted.length, got.length);
        for (int i = 0; i < wanted.length; i++) {
            double error = Math.abs(wanted[i] - got[i]);
            if (wanted[i] == got[i] || (Double.isNaN(wanted[i]) && Double.isNaN(got[i]))) continue;
            if (!(error <= tolerance * (1 + Math.abs(wanted[i])))) {
                fail("element %d of %d: wanted %s, got %s, tolerance %s"
                        .formatted(i, wanted.length, wanted[i], got[i], tolerance));
            }
        }
    }
}
