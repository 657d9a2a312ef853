package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeamlessCloneTest {
    private static final int SIZE = 64;

    private static Frame ramp() {
        Frame frame = new Frame(SIZE, SIZE);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                for (int c = 0; c < 3; c++) frame.bgr()[(y * SIZE + x) * 3 + c] = (byte) (20 + 2 * x + y + 5 * c);
            }
        }
        return frame;
    }

    private static byte[] box(int from, int to) {
        byte[] mask = new byte[SIZE * SIZE];
        for (int y = from; y < to; y++) Arrays.fill(mask, y * SIZE + from, y * SIZE + to, (byte) 255);
        return mask;
    }

    /**
     * A source without gradients leaves the harmonic continuation of the edge, and a linear ramp is harmonic. OpenCV
     * takes the target's gradients on the outermost 3 pixels of the mask, which bends the ramp there by about 3 times
     * its slope of 2.
     */
    @Test
    void flatSourceOnARampGivesTheRamp() {
        Frame flat = new Frame(SIZE, SIZE);
        Arrays.fill(flat.bgr(), (byte) 90);
        Frame target = ramp();
        Frame y = SeamlessClone.normal(flat, target, box(16, 48), 32, 32);
        for (int i = 0; i < y.bgr().length; i++) assertEquals(target.bgr()[i] & 0xFF, y.bgr()[i] & 0xFF, 6, "at " + i);
    }

    @Test
    void gradientsOfTheSourceStayAndItsLevelGoes() {
        Frame flat = new Frame(SIZE, SIZE);
        Arrays.fill(flat.bgr(), (byte) 200);
        Frame spot = new Frame(SIZE, SIZE);
        Arrays.fill(spot.bgr(), (byte) 40);
        for (int y = 30; y < 34; y++) Arrays.fill(spot.bgr(), (y * SIZE + 30) * 3, (y * SIZE + 34) * 3, (byte) 70);
        Frame y = SeamlessClone.normal(spot, flat, box(16, 48), 32, 32);
        assertEquals(230, y.bgr()[(32 * SIZE + 32) * 3] & 0xFF, 3, "spot is 30 brighter than its surroundings");
        assertEquals(200, y.bgr()[(20 * SIZE + 20) * 3] & 0xFF, 3);
        assertEquals(200, y.bgr()[0] & 0xFF, "outside the mask nothing changes");
    }

    @Test
    void emptyMaskLeavesTheTarget() {
        Frame target = ramp();
        byte[] mask = new byte[SIZE * SIZE];
        mask[0] = 1; // on the outermost pixels, which do not count
        assertArrayEquals(
                target.bgr(),
                SeamlessClone.normal(new Frame(SIZE, SIZE), target, mask, 32, 32)
                        .bgr());
    }

    @Test
    void maskThatReachesOutIsRefused() {
        Frame f = ramp();
        assertThrows(IllegalArgumentException.class, () -> SeamlessClone.normal(f, f, box(16, 48), 10, 32));
        assertThrows(IllegalArgumentException.class, () -> SeamlessClone.normal(f, f, box(16, 48), 32, 60));
        assertThrows(IllegalArgumentException.class, () -> SeamlessClone.normal(f, f, new byte[3], 32, 32));
    }
}
