package doppel.bindings.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutsTest {
    @Test
    void channelsLastPutsTheChannelsOfAPixelBesideEachOther() {
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, Layouts.planes());
        assertArrayEquals(new float[] {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, Layouts.channelsLast());
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 32})
    void theLayoutChosenHoldsEveryWeightOnceAndElseZeros(int out) {
        Layouts.Planned planned = Layouts.plan(out, 3);
        assertFalse(planned.implementation().contains("ref"), planned.implementation());
        TreeSet<Float> found = new TreeSet<>();
        int zeros = 0;
        for (float weight : planned.weights()) {
            if (weight == 0) zeros++;
            else found.add(weight);
        }
        int count = out * 3 * 9;
        assertEquals(count - 1, found.size()); // all but weight 0
        assertEquals(count - 1, found.getLast());
        assertEquals(planned.weights().length - found.size(), zeros);
    }

    @Test
    void inWhateverLayoutTheResultIsThatOfThePlainLoop() {
        int in = 3;
        int out = 20;
        int h = 7;
        int w = 9;
        float[] x = random(h * w * in, 1);
        float[] weights = random(out * in * 9, 2);
        float[] y = Layouts.convolve(x, weights, out, in, h, w);
        for (int i = 0; i < h; i++) {
            for (int j = 0; j < w; j++) {
                for (int k = 0; k < out; k++) {
                    double sum = 0;
                    for (int t = 0; t < 9; t++) {
                        int u = i + t / 3 - 1;
                        int v = j + t % 3 - 1;
                        if (u < 0 || v < 0 || u >= h || v >= w) continue;
                        for (int c = 0; c < in; c++) sum += x[(u * w + v) * in + c] * weights[(k * in + c) * 9 + t];
                    }
                    assertEquals(sum, y[(i * w + j) * out + k], 1e-5, "pixel %d, %d, channel %d".formatted(i, j, k));
                }
            }
        }
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.nextFloat() - 0.5f;
        return values;
    }
}
