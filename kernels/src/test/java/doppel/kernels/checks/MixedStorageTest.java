package doppel.kernels.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which types may meet in one call, and what is computed where they differ. */
class MixedStorageTest {
    private final Kernels reference = Backends.reference();

    @AfterEach
    void close() {
        reference.close();
    }

    private Buffer buffer(DType type, int... sizes) {
        Buffer buffer = reference.memory().allocate(new Shape(sizes), type);
        reference.memory().fill(buffer, 1 + 1.0 / 256); // not a bf16: half way to the next
        return buffer;
    }

    @Test
    void weightsMayBeWiderThanActivationsAndNotNarrower() {
        Conv2dOptions one = Conv2dOptions.DEFAULT;
        Buffer narrow = buffer(DType.BF16, 1, 1, 1, 1);
        Buffer wide = buffer(DType.F32, 1, 1, 1, 1);
        Buffer exact = buffer(DType.F64, 1, 1, 1, 1);
        ConvChecks.forward(narrow, wide, null, null, one, narrow);
        ConvChecks.forward(narrow, wide, null, wide, one, wide);
        assertTrue(ConvChecks.isMixed(narrow, wide));
        for (Buffer[] refused : new Buffer[][] {
            {wide, narrow, wide},
            {wide, wide, narrow},
            {narrow, narrow, wide},
            {narrow, exact, narrow},
            {narrow, wide, exact}
        }) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ConvChecks.forward(refused[0], refused[1], null, null, one, refused[2]));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> ConvChecks.forward(narrow, wide, buffer(DType.BF16, 1), null, one, narrow));
        assertThrows(IllegalArgumentException.class, () -> ConvChecks.forward(narrow, wide, null, narrow, one, wide));
    }

    @Test
    void matricesMayBeOfEitherTypeButNotOfF64AndAnother() {
        for (DType a : new DType[] {DType.F32, DType.BF16}) {
            for (DType b : new DType[] {DType.F32, DType.BF16}) {
                for (DType y : new DType[] {DType.F32, DType.BF16}) {
                    MatmulChecks.multiply(
                            buffer(a, 1, 1), false, buffer(b, 1, 1), false, buffer(b, 1), buffer(y, 1, 1));
                }
            }
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> MatmulChecks.multiply(
                        buffer(DType.F64, 1, 1), false, buffer(DType.F32, 1, 1), false, null, buffer(DType.F32, 1, 1)));
    }

    @Test
    void bothFactorsAreRoundedWhereTheStorageIsMixed() {
        Buffer y = buffer(DType.F32, 1, 1);
        reference.matmul().multiply(buffer(DType.F32, 1, 1), false, buffer(DType.F32, 1, 1), false, null, y);
        float[] value = new float[1];
        reference.memory().download(y, value);
        assertEquals((1 + 1.0 / 256) * (1 + 1.0 / 256), value[0], 1e-7);
        reference.matmul().multiply(buffer(DType.BF16, 1, 1), false, buffer(DType.F32, 1, 1), false, null, y);
        reference.memory().download(y, value);
        assertEquals(1, value[0], "ties go to even");
    }
}
