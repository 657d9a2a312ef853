package doppel.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Parity;
import doppel.kernels.ParityRow;
import doppel.kernels.Precision;
import doppel.kernels.reference.ReferenceKernels;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What networks compute in bf16 needs the reference loops no more than it does in f32. */
class FastPathsTest {
    /** Beginnings of the names of rows: the ops of DeepFaceLab's networks, and what stands beside them. */
    private static final String OPS =
            "activate abs square sqrt exp log reciprocal x_cos_x softplus affine add subtract multiply divide max min"
                    + " epilogue conv2d matmul sum rms pool resize uniform normal";

    @TestFactory
    Stream<DynamicTest> bf16NeedsTheReferenceNoMoreThanF32() {
        assumeTrue(CpuKernels.supportsBf16(), "skipped: this processor has no bf16 instructions");
        List<String> ops = List.of(OPS.split(" "));
        List<ParityRow> rows = Parity.rowsInBf16()
                .filter(row -> ops.stream().anyMatch(row.name()::startsWith))
                .filter(row -> !row.name().contains("" + ParityRow.LARGE))
                .toList();
        List<String> without = ops.stream()
                .filter(op -> rows.stream().noneMatch(row -> row.name().startsWith(op)))
                .toList();
        assertEquals(List.of(), without, "ops without rows");
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.name(), () -> assertEquals(calls(row, DType.F32), calls(row, DType.BF16))));
    }

    @TestFactory
    Stream<DynamicTest> mixturesNeedItNever() {
        assumeTrue(CpuKernels.supportsBf16(), "skipped: this processor has no bf16 instructions");
        return Parity.rows()
                .filter(row -> row.name().startsWith("mixed"))
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> assertEquals(List.of(), calls(row, DType.BF16))));
    }

    /** The reference's methods that a row ends in. */
    private static List<String> calls(ParityRow row, DType dtype) {
        List<String> calls = new ArrayList<>();
        Precision precision = dtype == DType.BF16 ? Precision.BF16 : Precision.FP32;
        try (Kernels kernels =
                new CpuKernels(precision, memory -> noted(Kernels.class, ReferenceKernels.on(memory), calls))) {
            Parity.run(kernels, row, dtype);
        }
        return calls;
    }

    /** An interface whose calls are noted, and those of the families that it hands out. */
    private static <T> T noted(Class<T> type, T target, List<String> calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    try {
                        Object result = method.invoke(target, arguments);
                        if (type == Kernels.class && result != null)
                            return proxied(method.getReturnType(), result, calls);
                        calls.add(method.getName());
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static <T> T proxied(Class<T> family, Object target, List<String> calls) {
        return noted(family, family.cast(target), calls);
    }
}
