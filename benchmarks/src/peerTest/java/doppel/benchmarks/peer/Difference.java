package doppel.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.tensor.Tensor;

/** How far our tensors lie from libtorch's. */
public final class Difference {
    private Difference() {}

    /**
     * {@code |got - wanted| / |wanted|}, in Euclidean norms over all elements; the norm of got if all of wanted is 0.
     */
    public static double relative(float[] wanted, float[] got) {
        assertEquals(wanted.length, got.length, "elements");
        double difference = 0;
        double size = 0;
        for (int i = 0; i < wanted.length; i++) {
            double d = (double) got[i] - wanted[i];
            difference += d * d;
            size += (double) wanted[i] * wanted[i];
        }
        return Math.sqrt(size == 0 ? difference : difference / size);
    }

    /**
     * Fails if they differ by more than the tolerance, as {@link #relative} says.
     *
     * @param wanted libtorch's, its axes in the order of ours
     */
    public static void check(String what, org.bytedeco.pytorch.Tensor wanted, Tensor got, double tolerance) {
        double relative = relative(Libtorch.toFloats(wanted), got.toFloats());
        assertTrue(
                relative <= tolerance,
                () -> "%s: differs by %.2e, wanted at most %.0e".formatted(what, relative, tolerance));
    }
}
