package doppel.app.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RidgeTest {
    private static final int N = 200;
    private final float[][] x = new float[N][4];
    private final double[][] y = new double[N][2];

    RidgeTest() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < 3; k++) x[i][k] = (float) (random.nextDouble() - 0.5);
            x[i][3] = 1;
            y[i][0] = 2 * x[i][0] - x[i][2] + 5;
            y[i][1] = 0.5 * x[i][1] - 3;
        }
    }

    @Test
    void aLinearMapIsFound() {
        float[] w = Ridge.solve(x, y, 1e-9);
        double[] wanted = {2, 0, -1, 5, 0, 0.5, 0, -3};
        for (int k = 0; k < wanted.length; k++) assertEquals(wanted[k], w[k], 1e-4, "weight " + k);
    }

    @Test
    void thePenaltyShrinksWeightsButNotTheConstant() {
        float[] w = Ridge.solve(x, y, 10);
        assertTrue(Math.abs(w[0]) < 0.4, "weight " + w[0]);
        assertEquals(5, w[3], 0.1);
    }
}
