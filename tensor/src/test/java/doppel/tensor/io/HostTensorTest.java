package doppel.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class HostTensorTest {
    @Test
    void aRoundTripThroughADeviceKeepsEveryBit() {
        HostTensor[] tensors = {
            HostTensor.of(new Shape(), -0f),
            HostTensor.of(new Shape(2), Float.NaN, Float.MIN_VALUE),
            HostTensor.of(new Shape(1, 2), Math.PI, 1e-300),
            HostTensor.of(new Shape(3), 1, -2, Integer.MAX_VALUE),
            HostTensor.of(new Shape(3), (byte) 1, (byte) -1, (byte) 0),
            new HostTensor(new Shape(2), DType.BF16, MemorySegment.ofArray(new byte[] {1, 2, 3, 4}))
        };
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            for (HostTensor tensor : tensors) assertEquals(tensor, HostTensor.of(tensor.to(scope)));
        }
    }

    @Test
    void aTensorOfSeveralPiecesArrivesWhole() {
        float[] values = new float[(4 << 20) / 4 * 2 + 3]; // two pieces of 4 MiB, and a rest
        for (int i = 0; i < values.length; i++) values[i] = i;
        HostTensor large = HostTensor.of(new Shape(values.length), values);
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            assertArrayEquals(values, large.to(scope).toFloats());
        }
    }

    @Test
    void valuesAreReadByTheirType() {
        assertEquals(255, HostTensor.of(new Shape(1), (byte) -1).get(0));
        assertEquals(-1, HostTensor.of(new Shape(1), -1).get(0));
        byte[] three = {0x40, 0x40, 0, 0}; // little-endian 0x4040
        assertEquals(3, new HostTensor(new Shape(2), DType.BF16, MemorySegment.ofArray(three)).get(0));
        assertArrayEquals(new float[] {0.1f}, HostTensor.of(new Shape(1), 0.1).toFloats());
    }

    @Test
    void aCopyIntoAnotherShapeNamesBoth() {
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            Tensor target = scope.zeros(new Shape(2, 1));
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> HostTensor.of(new Shape(2), 1f, 2f).copyTo(target));
            assertEquals("copy: f32 [2] to tensor f32 [2, 1]", e.getMessage());
        }
    }

    @Test
    void equalityIsOfShapeTypeAndValues() {
        HostTensor a = HostTensor.of(new Shape(2), 1f, 2f);
        assertEquals(a, HostTensor.of(new Shape(2), 1f, 2f));
        assertNotEquals(a, HostTensor.of(new Shape(2), 1f, 3f));
        assertNotEquals(a, HostTensor.of(new Shape(1, 2), 1f, 2f));
        assertNotEquals(HostTensor.of(new Shape(1), 0f), HostTensor.of(new Shape(1), 0));
    }

    @Test
    void memoryOfAnotherSizeIsRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> HostTensor.of(new Shape(3), 1f, 2f));
        assertEquals("host tensor: f32 [3] has 12 bytes, got 8", e.getMessage());
    }
}
