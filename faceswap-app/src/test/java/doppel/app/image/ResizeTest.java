package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ResizeTest {
    @Test
    void linearKeepsEdgesOnEdges() {
        FloatImage x = new FloatImage(2, 1, 1, new float[] {0, 1});
        assertArrayEquals(
                new float[] {0, 0.25f, 0.75f, 1},
                Resize.to(x, 4, 1, Interpolation.LINEAR).data(),
                1e-6f);
    }

    @Test
    void areaTakesTheMeanOfWhatAPixelCovers() {
        FloatImage x = new FloatImage(3, 2, 1, new float[] {1, 2, 6, 3, 4, 8});
        float[] y = Resize.to(x, 2, 1, Interpolation.AREA).data(); // each covers one and a half columns
        assertArrayEquals(new float[] {(1 + 3 + (2 + 4) / 2f) / 3, (6 + 8 + (2 + 4) / 2f) / 3}, y, 1e-5f);
    }

    @Test
    void nearestRepeatsPixels() {
        Frame x = new Frame(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        assertArrayEquals(
                new byte[] {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6},
                Resize.to(x, 4, 1, Interpolation.NEAREST).bgr());
    }

    @Test
    void cubicFollowsKeysKernel() {
        float[] values = {0, 0, 1, 0, 0, 0};
        float[] y = Resize.to(new FloatImage(6, 1, 1, values), 12, 1, Interpolation.CUBIC)
                .data();
        for (int i = 4; i < 8; i++) { // away from the border
            double distance = Math.abs((i + 0.5) / 2 - 0.5 - 2);
            double a = -0.75;
            double weight = distance <= 1
                    ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
                    : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
            assertEquals(weight, y[i], 1e-6, "at " + i);
        }
    }

    @Test
    void emptySizesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Resize.to(new Frame(2, 2), 0, 2, Interpolation.LINEAR));
    }
}
