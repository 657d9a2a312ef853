package doppel.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** Vector functions against those of the JDK in double precision. */
class VectorMathTest {
    private static float at(UnaryOperator<FloatVector> f, float x) {
        return f.apply(FloatVector.broadcast(Lanes.FLOATS, x)).lane(Lanes.WIDTH - 1);
    }

    /** Largest error in units in the last place of the exact value, or in {@code floor} where that is larger. */
    private static void within(
            double units,
            double floor,
            UnaryOperator<FloatVector> f,
            DoubleUnaryOperator exact,
            double low,
            double high) {
        for (int i = 0; i <= 20_000; i++) {
            float x = (float) (low + (high - low) * i / 20_000);
            double wanted = exact.applyAsDouble(x);
            double unit = Math.max(Math.ulp((float) wanted), floor);
            double error = Math.abs(at(f, x) - wanted) / unit;
            assertTrue(error <= units, "at %s: wanted %s, got %s".formatted(x, wanted, at(f, x)));
        }
    }

    @Test
    void exp() {
        within(2, 0, VectorMath::exp, Math::exp, -87, 88.7);
        within(1, Float.MIN_VALUE, VectorMath::exp, Math::exp, -104, -87);
        assertEquals(Float.POSITIVE_INFINITY, at(VectorMath::exp, 88.8f));
        assertEquals(Float.POSITIVE_INFINITY, at(VectorMath::exp, Float.POSITIVE_INFINITY));
        assertEquals(0, at(VectorMath::exp, Float.NEGATIVE_INFINITY));
        assertTrue(Float.isNaN(at(VectorMath::exp, Float.NaN)));
    }

    @Test
    void log() {
        within(2, 0, VectorMath::log, Math::log, 1e-3, 3);
        within(2, 0, VectorMath::log, Math::log, 1, 1e6);
        within(2, 0, VectorMath::log, Math::log, Float.MIN_VALUE, 1e-36);
        assertEquals(0, at(VectorMath::log, 1));
        assertEquals(Float.NEGATIVE_INFINITY, at(VectorMath::log, 0));
        assertEquals(Float.POSITIVE_INFINITY, at(VectorMath::log, Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(at(VectorMath::log, -1)));
        assertTrue(Float.isNaN(at(VectorMath::log, Float.NaN)));
    }

    @Test
    void log1p() {
        within(2, 0, VectorMath::log1p, Math::log1p, 0, 1);
        within(2, 0, VectorMath::log1p, Math::log1p, 1e-12, 1e-5);
    }

    @Test
    void sineAndCosine() {
        within(2, 6e-8, VectorMath::sin, Math::sin, -20, 20);
        within(2, 6e-8, VectorMath::cos, Math::cos, -20, 20);
        within(2, 6e-8, VectorMath::sin, Math::sin, 30_000, 40_000);
        within(2, 6e-8, VectorMath::cos, Math::cos, -40_000, -30_000);
        within(1, 6e-8, VectorMath::cos, Math::cos, -1e30, 1e30);
        within(2, 0, VectorMath::sin, Math::sin, -0.7, 0.7);
        assertTrue(Float.isNaN(at(VectorMath::sin, Float.POSITIVE_INFINITY)));
    }

    @Test
    void tanhAndSigmoid() {
        within(2, 0, VectorMath::tanh, Math::tanh, -12, 12);
        within(4, 0, VectorMath::sigmoid, x -> 1 / (1 + Math.exp(-x)), -80, 30);
        assertEquals(1, at(VectorMath::tanh, Float.POSITIVE_INFINITY));
        assertEquals(-1, at(VectorMath::tanh, Float.NEGATIVE_INFINITY));
        assertEquals(0, at(VectorMath::sigmoid, Float.NEGATIVE_INFINITY));
    }
}
