package doppel.app.blend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.FloatImage;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaletteTest {
    @Test
    void aPictureOfFewColoursStaysAsItIs() {
        FloatImage few = new FloatImage(20, 20, 3);
        for (int i = 0; i < few.data().length; i++) few.data()[i] = i / 3 % 7 * 36 / 255f;
        assertArrayEquals(few.data(), Palette.apply(few, 8).data(), 1f / 255);
    }

    @Test
    void noiseIsPaintedWithAsManyColoursAsThereMayBe() {
        FloatImage noise = new FloatImage(64, 64, 3);
        Random random = new Random(3);
        for (int i = 0; i < noise.data().length; i++) noise.data()[i] = random.nextFloat();
        FloatImage painted = Palette.apply(noise, 16);
        Set<Integer> colors = new HashSet<>();
        double error = 0;
        for (int p = 0; p < 64 * 64; p++) {
            int color = 0;
            for (int c = 0; c < 3; c++) {
                color = color << 8 | Math.round(painted.data()[3 * p + c] * 255);
                error += Math.abs(painted.data()[3 * p + c] - noise.data()[3 * p + c]);
            }
            colors.add(color);
        }
        assertEquals(16, colors.size());
        assertTrue(error / noise.data().length < 0.15, "mean error " + error / noise.data().length);
    }

    @Test
    void oneColourIsThatColour() {
        FloatImage one = new FloatImage(3, 3, 3);
        assertArrayEquals(one.data(), Palette.apply(one, 256).data());
    }
}
