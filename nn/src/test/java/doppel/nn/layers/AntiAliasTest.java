package doppel.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Windows and small pictures against those of the first order motion model. */
class AntiAliasTest {
    private final Kernels kernels = Backends.reference();
    private final TensorScope scope = new TensorScope(kernels);

    @AfterEach
    void close() {
        scope.close();
        kernels.close();
    }

    @Test
    void windowsAreThoseOfTheMotionModel() {
        double[] half = {0.000263865, 0.106450772, 0.786570726};
        double[] quarter = {0.000089221, 0.001028197, 0.007597402, 0.035994348, 0.109341175, 0.212967529, 0.265964257};
        assertArrayEquals(half, Arrays.copyOf(AntiAlias.taps(2), 3), 1e-9);
        assertEquals(5, AntiAlias.taps(2).length);
        assertArrayEquals(quarter, Arrays.copyOf(AntiAlias.taps(4), 7), 1e-9);
        assertEquals(13, AntiAlias.taps(4).length);
        assertEquals(29, AntiAlias.taps(8).length);
        assertEquals(0.113987186, AntiAlias.taps(8)[14], 1e-9);
    }

    /** The picture of waves from the model's golden vectors. */
    @Test
    void aSmallPictureIsThatOfTheMotionModel() {
        float[] values = new float[64 * 256 * 3]; // what is seen needs its upper quarter alone
        for (int i = 0; i < values.length; i++) {
            int c = i % 3;
            int x = i / 3 % 256;
            int y = i / 3 / 256;
            values[i] = (float)
                    (0.5 + 0.25 * Math.sin(0.05 * (c + 1) * x) + 0.25 * Math.cos(0.07 * y + 0.03 * (c + 1) * x));
        }
        Tensor picture = scope.of(new Shape(1, 64, 256, 3), values);
        float[] small = new AntiAlias(scope, 3, 0.25).forward(picture).toFloats();
        assertEquals(16 * 64 * 3, small.length);
        assertEquals(0.304358, small[0], 1e-5);
    }

    @Test
    void aScaleOfOneChangesNothing() {
        Tensor x = scope.zeros(new Shape(1, 2, 2, 1));
        assertSame(x, new AntiAlias(scope, 1, 1).forward(x));
    }

    @Test
    void otherScalesAreRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> new AntiAlias(scope, 3, 0.3));
        assertEquals("anti alias: wanted a scale of 1 over a whole number, got 0.3", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new AntiAlias(scope, 3, 2));
    }
}
