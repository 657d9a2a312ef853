package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.host.Elements;
import java.util.function.IntToDoubleFunction;

/** Comparison of a whole buffer with a formula of each element. */
final class Approximately {
    private Approximately() {}

    /** Errors up to {@code tolerance * (1 + |wanted|)}, and a step of bf16 on top for that type. */
    static void same(IntToDoubleFunction wanted, Buffer got, double tolerance) {
        double allowed = got.dtype() == DType.BF16 ? tolerance + 1.0 / 128 : tolerance;
        for (int i = 0; i < got.elements(); i++) {
            double w = wanted.applyAsDouble(i);
            double g = Elements.get(got, i);
            if (!(Math.abs(w - g) <= allowed * (1 + Math.abs(w)))) {
                fail("element %d of %s: wanted %s, got %s".formatted(i, got, w, g));
            }
        }
    }

    /** As {@link #same(IntToDoubleFunction, Buffer, double)}, against an array of as many elements. */
    static void same(double[] wanted, Buffer got, double tolerance) {
        assertEquals(wanted.length, got.elements());
        same(i -> wanted[i], got, tolerance);
    }
}
