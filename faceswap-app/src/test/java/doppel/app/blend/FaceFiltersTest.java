package doppel.app.blend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.app.image.FloatImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FaceFiltersTest {
    @Test
    void theMotionKernelAtRestAngleIsOneRow() {
        float q = 0.25f;
        float[] wanted = {0, 0, 0, 0, q, q, q, q, 0, 0, 0, 0, 0, 0, 0, 0};
        assertArrayEquals(wanted, FaceFilters.motionKernel(4, 0), 1e-6f);
    }

    @Test
    void theMotionKernelTurnsCounterClockwise() {
        float[] kernel = FaceFilters.motionKernel(9, 45);
        assertEquals(1, sum(kernel), 1e-5);
        int upperRight = 2 * 9 + 6;
        int lowerRight = 6 * 9 + 6;
        assertEquals(0, kernel[lowerRight]);
        assertEquals(0.1, kernel[upperRight], 0.08);
    }

    @Test
    void sharpeningAndBlurringKeepAnEvenFace() {
        FloatImage even = new FloatImage(16, 16, 3);
        Arrays.fill(even.data(), 0.4f);
        for (SharpenMode mode : SharpenMode.values()) {
            for (int amount : new int[] {-25, 0, 30}) {
                assertArrayEquals(
                        even.data(), FaceFilters.blurSharpen(even, mode, amount).data(), 1e-4f);
            }
        }
    }

    @Test
    void sharpeningRaisesAPeak() {
        FloatImage peak = new FloatImage(9, 9, 3);
        for (int c = 0; c < 3; c++) peak.data()[(4 * 9 + 4) * 3 + c] = 0.5f;
        assertEquals(
                0.5 + 0.5 * 8 / 9 * 2,
                FaceFilters.blurSharpen(peak, SharpenMode.BOX, 2).at(4, 4, 0),
                1e-5);
        assertEquals(
                0.5 + 0.5 * 0.75,
                FaceFilters.blurSharpen(peak, SharpenMode.GAUSSIAN, 2).at(4, 4, 0),
                1e-5);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) sum += value;
        return sum;
    }
}
