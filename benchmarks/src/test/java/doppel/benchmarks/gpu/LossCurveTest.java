package doppel.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LossCurveTest {
    @Test
    void curvesAreHeldAgainstEachOtherByMeansOfWindows() {
        assertEquals(0.1, LossCurve.worst(List.of(1., 3., 4., 6.), List.of(1.5, 2.5, 5., 6.), 2), 1e-12);
        assertEquals(0.5, LossCurve.worst(List.of(1., 2.), List.of(1.5, 2.), 1), 1e-12);
    }

    @Test
    void nothingAndNoNumberAreNeverNear() {
        assertEquals(Double.NaN, LossCurve.worst(List.of(), List.of(1.), 1));
        assertEquals(Double.NaN, LossCurve.worst(List.of(1.), List.of(Double.NaN), 1));
    }
}
