package doppel.kernels.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostMemoryTest {
    private final HostMemory memory = new HostMemory("a test");

    @AfterEach
    void close() {
        memory.close();
    }

    private Buffer floats(int... sizes) {
        return memory.allocate(new Shape(sizes), DType.F32);
    }

    @Test
    void aReleasedBlockServesTheNextBufferOfASimilarSize() {
        Buffer first = floats(1000);
        long address = first.segment().address();
        memory.release(first);
        long reserved = memory.reservedBytes();
        Buffer second = floats(3, 333);
        assertEquals(address, second.segment().address());
        assertEquals(reserved, memory.reservedBytes());
    }

    @Test
    void aReleasedBlockServesABufferThatFillsHalfOfItAndNoSmallerOne() {
        Buffer first = floats(4096);
        long address = first.segment().address();
        memory.release(first);
        Buffer small = floats(1800);
        assertNotEquals(address, small.segment().address());
        Buffer half = floats(2048);
        assertEquals(address, half.segment().address());
        assertEquals(7680 + 16384, memory.usedBytes());
        memory.release(half);
        memory.release(small);
        assertEquals(0, memory.usedBytes());
        assertEquals(address, floats(4096).segment().address());
    }

    @Test
    void ofTheBlocksThatWaitTheSmallestIsTaken() {
        Buffer large = floats(1500);
        Buffer small = floats(1200);
        long address = small.segment().address();
        memory.release(small);
        memory.release(large);
        assertEquals(address, floats(1000).segment().address());
    }

    @Test
    void aBlockInUseIsNotHandedOutAgain() {
        Buffer first = floats(1000);
        Buffer second = floats(1000);
        assertFalse(first.sharesMemoryWith(second));
        memory.fill(first, 1);
        memory.fill(second, 2);
        assertEquals(1, Elements.get(first, 999));
    }

    @Test
    void usedBytesFallOnReleaseAndReservedBytesStay() {
        Buffer buffer = floats(1024);
        assertEquals(4096, memory.usedBytes());
        memory.release(buffer);
        assertEquals(0, memory.usedBytes());
        assertEquals(4096, memory.reservedBytes());
    }

    @Test
    void releasingTwiceIsAnError() {
        Buffer buffer = floats(5);
        memory.release(buffer);
        var e = assertThrows(IllegalArgumentException.class, () -> memory.release(buffer));
        assertEquals("release: f32 [5] is not in use", e.getMessage());
    }

    @Test
    void aBufferUnderAnotherShapeReleasesTheSameBlock() {
        memory.release(floats(6).as(new Shape(2, 3)));
        assertEquals(0, memory.usedBytes());
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "64, 64", "65, 128", "129, 192", "256, 256", "257, 320", "1025, 1152", "1048577, 1179648"})
    void sizesAreRoundedUpToAnEighthOfAPowerOfTwo(long bytes, long rounded) {
        assertEquals(rounded, HostMemory.roundUp(bytes));
    }

    @Test
    void roundingWastesAnEighthAtMostAndKeepsAlignment() {
        for (long bytes = 513; bytes < 1 << 20; bytes += 997) {
            long rounded = HostMemory.roundUp(bytes);
            assertTrue(rounded >= bytes && rounded <= bytes * 1.125 + 64, bytes + " became " + rounded);
            assertEquals(0, rounded % 64);
        }
    }

    @Test
    void blocksAreAlignedToTheCacheLine() {
        List<Buffer> buffers = new ArrayList<>();
        for (int size : List.of(1, 17, 100, 5000)) buffers.add(memory.allocate(new Shape(size), DType.U8));
        for (Buffer buffer : buffers) assertEquals(0, buffer.segment().address() % 64, buffer.toString());
    }

    @Test
    void wantingTooMuchNamesTheSizes() {
        floats(1 << 18);
        var e = assertThrows(OutOfMemoryError.class, () -> memory.allocate(new Shape(1 << 30, 1 << 17), DType.F64));
        assertEquals("cpu: out of memory, wanted 1073741824 MiB, 1 MiB of 1 MiB in use", e.getMessage());
        assertNotEquals(null, e.getCause());
        assertEquals(1 << 20, memory.reservedBytes());
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void fillSetsEveryElementAndNoMore(DType type) {
        Buffer buffer = memory.allocate(new Shape(4, 5), type);
        memory.fill(buffer, 3);
        memory.fill(buffer.rows(1, 3), 2);
        for (int i = 0; i < 20; i++) assertEquals(i / 5 == 1 || i / 5 == 2 ? 2 : 3, Elements.get(buffer, i));
        memory.fill(buffer, 0);
        assertArrayEquals(new double[20], Elements.read(buffer));
    }

    @Test
    void valuesTravelToTheHeapAndBack() {
        Buffer buffer = floats(3);
        memory.upload(new float[] {1, -2, 3.5f}, buffer);
        Buffer copy = floats(3, 1);
        memory.copy(buffer, copy);
        float[] back = new float[3];
        memory.download(copy, back);
        assertArrayEquals(new float[] {1, -2, 3.5f}, back);
        byte[] bytes = new byte[12];
        memory.downloadBytes(buffer, bytes);
        bytes[3] ^= (byte) 0x80; // sign of the first value, little-endian
        memory.uploadBytes(bytes, buffer);
        assertEquals(-1, Elements.get(buffer, 0));
    }

    @Test
    void transfersOfAnotherSizeOrTypeAreRefused() {
        Buffer buffer = floats(3);
        var size = assertThrows(IllegalArgumentException.class, () -> memory.upload(new float[4], buffer));
        assertEquals("upload: array of 4 with f32 [3]", size.getMessage());
        var type = assertThrows(
                IllegalArgumentException.class, () -> memory.copy(buffer, memory.allocate(new Shape(3), DType.I32)));
        assertEquals("copy: f32 [3] to i32 [3]", type.getMessage());
    }

    @Test
    void closingFreesAllAndSignsOff() {
        int open = NativeLedger.stillOpen().size();
        var other = new HostMemory("another test");
        Buffer buffer = other.allocate(new Shape(9), DType.F32);
        assertEquals(open + 1, NativeLedger.stillOpen().size());
        other.close();
        assertEquals(open, NativeLedger.stillOpen().size());
        assertThrows(IllegalStateException.class, () -> Elements.get(buffer, 0));
    }
}
