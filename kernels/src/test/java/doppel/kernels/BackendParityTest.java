package doppel.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every op on every back-end against the reference: one row per op and shape, in the {@code …Rows} classes. A row's
 * body runs three times on the back-end: the first result must be the reference's within the row's tolerance, the later
 * two equal to the first in every bit and without new memory from the system. {@code -Ddoppel.test.device=cuda} also
 * looks at a card.
 */
class BackendParityTest {
    private static final List<Device> DEVICES = Stream.of("cpu", System.getProperty("doppel.test.device", "cpu"))
            .map(Device::parse)
            .distinct()
            .toList();

    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() {
        List<ParityRow> rows = Parity.rows().toList();
        return DEVICES.stream()
                .flatMap(device -> rows.stream()
                        .map(row -> DynamicTest.dynamicTest(
                                device + " " + row.name(), () -> compare(device, Precision.FP32, row, DType.F32))));
    }

    @TestFactory
    Stream<DynamicTest> agreesWithTheReferenceInBf16() {
        var mixed = Parity.rows().filter(row -> row.name().startsWith("mixed"));
        List<ParityRow> rows = Stream.concat(Parity.rowsInBf16(), mixed).toList();
        return DEVICES.stream()
                .filter(device -> Backends.isFast(device, Precision.BF16))
                .flatMap(device -> rows.stream()
                        .map(row -> DynamicTest.dynamicTest(
                                device + " bf16 " + row.name(),
                                () -> compare(device, Precision.BF16, row, DType.BF16))));
    }

    private static void compare(Device device, Precision precision, ParityRow row, DType dtype) {
        List<double[]> wanted;
        try (Kernels reference = Backends.reference()) {
            wanted = Parity.run(reference, row, dtype);
        }
        try (Kernels kernels = Backends.open(device, precision)) {
            List<double[]> first = Parity.run(kernels, row, dtype);
            long reserved = kernels.memory().reservedBytes();
            assertEquals(Optional.empty(), Parity.difference(wanted, first, row.tolerance()));
            for (int again = 0; again < 2; again++) {
                List<double[]> next = Parity.run(kernels, row, dtype);
                for (int i = 0; i < first.size(); i++) assertArrayEquals(first.get(i), next.get(i));
            }
            assertEquals(
                    reserved, kernels.memory().reservedBytes(), "bytes reserved by the first run and by the third");
        }
    }
}
