package doppel.app.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GradientsTest {
    private static final int SIDE = 32;

    private static float[] read(float[] gray) {
        float[] out = new float[Gradients.VALUES];
        new Gradients(gray, SIDE, 2).read(16, 16, 4, out, 0);
        return out;
    }

    private static float[] waves() {
        float[] gray = new float[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) gray[y * SIDE + x] = (float) (0.5 + 0.3 * Math.sin(0.4 * x + 0.013 * x * y));
        }
        return gray;
    }

    @Test
    void lightAndContrastCancelOut() {
        float[] gray = waves();
        float[] dim = gray.clone();
        for (int i = 0; i < dim.length; i++) dim[i] = 0.4f * dim[i] + 0.1f;
        assertArrayEquals(read(gray), read(dim), 1e-3f);
    }

    @Test
    void anEdgeFillsTheDirectionThatItsBrightSideHas() {
        float[] gray = new float[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) for (int x = 0; x < SIDE; x++) gray[y * SIDE + x] = y < 16 ? 0.2f : 0.8f;
        float[] out = read(gray);
        // gray grows downwards, y goes down: a quarter turn, direction 2 of 8
        for (int cell = 0; cell < 4; cell++) {
            for (int d = 0; d < Gradients.DIRECTIONS; d++) {
                float value = out[cell * Gradients.DIRECTIONS + d];
                if (d == 2) assertTrue(value > 0.2, "cell " + cell + ": " + value);
                else assertEquals(0, value, 1e-6);
            }
        }
    }

    @Test
    void aFlatPictureReadsAsNothing() {
        for (float value : read(new float[SIDE * SIDE])) assertEquals(0, value);
    }
}
