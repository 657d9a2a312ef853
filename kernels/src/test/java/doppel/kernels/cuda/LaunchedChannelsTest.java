package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Bfloat16;
import doppel.kernels.host.Elements;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels filled up and cut off again. */
class LaunchedChannelsTest {
    @ParameterizedTest
    @CsvSource({"3, 8, 5", "44, 48, 9", "1, 8, 1", "8, 8, 3", "22, 24, 130", "3, 5, 11"})
    void whatIsFilledUpHasZerosBehindAndIsTheSameWhenCutOff(int channels, int filled, int pictures) {
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32)) {
            var moves = new LaunchedChannels(kernels.launcher(), kernels.memory());
            var shape = new Shape(pictures, 2, 1, channels);
            var larger = new Shape(pictures + 2, 2, 1, filled);
            for (DType from : new DType[] {DType.F32, DType.BF16}) {
                Buffer x = lab.normal(from, shape.sizes());
                Buffer y = moves.as(DType.BF16, larger, x);
                for (int i = 0; i < y.elements(); i++) {
                    boolean inside = i % filled < channels && i / filled < 2 * pictures;
                    double value = inside ? Elements.get(x, i / filled * channels + i % filled) : 0;
                    assertEquals(Bfloat16.toFloat(Bfloat16.of((float) value)), Elements.get(y, i), "element " + i);
                }
                for (DType to : new DType[] {DType.F32, DType.BF16}) {
                    Buffer back = lab.target(to, shape);
                    Buffer room = moves.room(DType.BF16, larger, back);
                    kernels.memory().copy(y, room);
                    moves.deliver(room, back);
                    for (int i = 0; i < back.elements(); i++) {
                        assertEquals(
                                Elements.get(y, i / channels * filled + i % channels),
                                Elements.get(back, i),
                                "back " + i);
                    }
                }
                kernels.memory().release(y);
            }
            Buffer fits = lab.normal(DType.BF16, shape.sizes());
            assertSame(fits, moves.as(DType.BF16, shape, fits));
            assertSame(fits, moves.room(DType.BF16, shape, fits));
            moves.deliver(fits, fits);
        }
    }
}
