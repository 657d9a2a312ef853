package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Bfloat16;
import doppel.kernels.host.Elements;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels filled up and cut off again. */
class LaunchedChannelsTest {
    @ParameterizedTest
    @CsvSource({"3, 8, 5", "44, 48, 9", "1, 8, 1", "8, 8, 3", "22, 24, 130", "3, 5, 11"})
    void whatIsFilledUpHasZerosBehindAndIsTheSameWhenCutOff(int channels, int filled, int pictures) {
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32)) {
            var moves = new LaunchedChannels(kernels.launcher(), kernels.memory(), null);
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
                moves.done(y, x);
            }
            Buffer fits = lab.normal(DType.BF16, shape.sizes());
            assertSame(fits, moves.as(DType.BF16, shape, fits));
            assertSame(fits, moves.room(DType.BF16, shape, fits));
            moves.deliver(fits, fits);
            moves.done(fits, fits);
        }
    }

    @Test
    void weightsThatTheOptimizerCopiedAreReadFromTheCopy() {
        try (EmulatedKernels kernels = new EmulatedKernels(false);
                Lab lab = new Lab(kernels, DType.F32)) {
            var copies = new WeightCopies(kernels.launcher(), kernels.memory());
            var moves = new LaunchedChannels(kernels.launcher(), kernels.memory(), copies);
            Buffer w = lab.normal(16, 3, 3, 8);
            Buffer copy = Objects.requireNonNull(copies.toUpdate(w));
            kernels.memory().fill(copy, 0.25);
            long used = kernels.memory().usedBytes();
            Buffer matrix = w.as(new Shape(16, 72));
            Buffer read = moves.as(DType.BF16, matrix.shape(), matrix);
            assertEquals(copy.segment().address(), read.segment().address());
            moves.done(read, matrix);
            assertEquals(used, kernels.memory().usedBytes(), "the copy stays");
            Buffer larger = moves.as(DType.BF16, new Shape(16, 3, 3, 16), w);
            assertEquals(0.25, Elements.get(larger, 7));
            assertEquals(0, Elements.get(larger, 8));
            moves.done(larger, w);
            assertEquals(used, kernels.memory().usedBytes());
            copies.released(w.segment().address());
        }
    }
}
