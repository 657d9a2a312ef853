package doppel.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every op on every back-end against the reference: one row per op and shape, in the {@code …Rows} classes. A row's body
 * runs three times on the back-end: the first result must be the reference's within the row's tolerance, the later two
 * equal to the first in every bit and without new memory from the system. {@code -Ddoppel.test.device=cuda} also looks at
 * a card.
 */
class BackendParityTest {
    private static final List<Device> DEVICES = Stream.of("cpu", System.getProperty("doppel.test.device", "cpu"))
            .map(Device::parse)
            .distinct()
            .toList();

    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() {
        List<ParityRow> rows = Stream.of(
                        ElementwiseRows.all(),
                        SumRows.all(),
                        MixedRows.all(),
                        LayoutRows.all(),
                        PictureRows.all(),
                        OptimizerRows.all())
                .flatMap(r -> r)
                .toList();
        return DEVICES.stream()
                .flatMap(device -> rows.stream()
                        .map(row -> DynamicTest.dynamicTest(device + " " + row.name(), () -> compare(device, row))));
    }

    private static void compare(Device device, ParityRow row) {
        List<double[]> wanted;
        try (Kernels reference = Backends.reference()) {
            wanted = run(reference, row);
        }
        try (Kernels kernels = Backends.open(device)) {
            List<double[]> first = run(kernels, row);
            long reserved = kernels.memory().reservedBytes();
            assertEquals(wanted.size(), first.size());
            for (int i = 0; i < first.size(); i++) assertClose(wanted.get(i), first.get(i), row.tolerance());
            for (int again = 0; again < 2; again++) {
                List<double[]> next = run(kernels, row);
                for (int i = 0; i < first.size(); i++) assertArrayEquals(first.get(i), next.get(i));
            }
            assertEquals(
                    reserved, kernels.memory().reservedBytes(), "bytes reserved by the first run and by the third");
        }
    }

    private static List<double[]> run(Kernels kernels, ParityRow row) {
        try (Lab lab = new Lab(kernels, DType.F32)) {
            row.body().run(kernels, lab);
            kernels.synchronize();
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
