package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.DssimOptions;
import org.junit.jupiter.api.Test;

class DssimThreeWaysTest {
    private static final DssimOptions OPTIONS = DssimOptions.of(11);

    private final DssimByHand byHand = new DssimByHand(OPTIONS.window(), OPTIONS.c1(), OPTIONS.c2());
    private final double[][] a = DssimThreeWays.picture(1);
    private final double[][] b = DssimThreeWays.picture(2);

    @Test
    void theDerivedGradientIsThatOfCentralDifferences() {
        double[][] gradient = byHand.gradient(a, b);
        for (int[] at : new int[][] {{0, 0}, {0, 20}, {5, 47}, {17, 23}, {30, 9}, {47, 47}}) {
            double before = b[at[0]][at[1]];
            b[at[0]][at[1]] = before + 1e-5;
            double above = byHand.value(a, b);
            b[at[0]][at[1]] = before - 1e-5;
            double below = byHand.value(a, b);
            b[at[0]][at[1]] = before;
            double numeric = (above - below) / 2e-5;
            assertEquals(numeric, gradient[at[0]][at[1]], 1e-4 * Math.abs(numeric) + 1e-10);
        }
    }

    @Test
    void theFusedKernelComputesTheSame() {
        compare(DssimThreeWays.fused(a, b, OPTIONS));
    }

    @Test
    void theTapeFindsTheSameButNeedsMoreMemory() {
        DssimThreeWays.Result onTheTape = DssimThreeWays.onTheTape(a, b, OPTIONS);
        compare(onTheTape);
        assertTrue(onTheTape.bytes() > 20 * DssimThreeWays.fused(a, b, OPTIONS).bytes());
    }

    private void compare(DssimThreeWays.Result result) {
        assertEquals(byHand.value(a, b), result.loss(), 1e-6);
        double largest = DssimThreeWays.difference(new float[a.length * a.length], byHand.gradient(a, b));
        assertTrue(DssimThreeWays.difference(result.gradient(), byHand.gradient(a, b)) < 1e-3 * largest);
    }

    @Test
    void equalPicturesDifferByNothingAndDoNotPull() {
        assertEquals(0, byHand.value(a, a), 1e-12);
        assertEquals(0, DssimThreeWays.difference(new float[a.length * a.length], byHand.gradient(a, a)), 1e-12);
    }
}
