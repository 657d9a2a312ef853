package doppel.kernels.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.libraries.SystemMemory;
import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    void whatIsReleasedServesTheNextBufferThatFits() {
        Buffer first = floats(1000);
        Buffer second = floats(1000);
        long address = first.segment().address();
        memory.release(first);
        long reserved = memory.reservedBytes();
        assertEquals(address, floats(3, 333).segment().address());
        assertEquals(reserved, memory.reservedBytes());
        assertFalse(second.segment().address() == address);
    }

    @Test
    void whatIsReleasedJoinsItsNeighbours() {
        List<Buffer> row = new ArrayList<>();
        for (int i = 0; i < 4; i++) row.add(floats(1 << 10));
        long start = row.getFirst().segment().address();
        memory.release(row.get(0));
        memory.release(row.get(2));
        memory.release(row.get(1));
        assertEquals(start, floats(3 << 10).segment().address());
        assertEquals(4 << 12, memory.usedBytes());
        assertEquals(4 << 12, memory.reservedBytes());
    }

    @Test
    void aStepOfManySizesTouchesLittleMoreThanItHasInUse() {
        var random = new Random(1);
        List<Buffer> held = new ArrayList<>();
        long most = 0;
        for (int i = 0; i < 20_000; i++) {
            if (held.size() < 10 + random.nextInt(60)) held.add(floats(1 + random.nextInt(200_000)));
            else memory.release(held.remove(random.nextInt(held.size())));
            most = Math.max(most, memory.usedBytes());
        }
        assertTrue(memory.reservedBytes() < 1.5 * most, memory.reservedBytes() + " bytes touched for " + most);
    }

    @Test
    void buffersOfManySizesNeverOverlap() {
        var random = new Random(2);
        List<Buffer> held = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (held.size() < 20 || (random.nextBoolean() && held.size() < 200)) {
                Buffer buffer = floats(1 + random.nextInt(random.nextInt(1, 20_000)));
                memory.fill(buffer, i);
                held.add(buffer);
                assertEquals(i, Elements.get(buffer, buffer.elements() - 1));
            } else {
                Buffer buffer = held.remove(random.nextInt(held.size()));
                assertEquals(Elements.get(buffer, 0), Elements.get(buffer, buffer.elements() - 1), buffer.toString());
                memory.release(buffer);
            }
        }
    }

    @Test
    void whatIsAllocatedIsNotYetResident() throws IOException {
        Path status = Path.of("/proc/self/statm");
        assumeTrue(Files.exists(status), "no " + status + " on this system");
        long before = residentPages(status);
        floats(1 << 28);
        assertTrue(residentPages(status) - before < 1 << 15, "of 262,144 pages fewer than 32,768");
        assertEquals(1 << 30, memory.reservedBytes());
    }

    private static long residentPages(Path status) throws IOException {
        return new Scanner(Files.readString(status)).skip("\\d+").nextLong();
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

    @Test
    void aBufferTakesWholeLinesOfACache() {
        long used = 0;
        for (int bytes : List.of(1, 64, 65, 128, 1_000_000)) {
            memory.allocate(new Shape(bytes), DType.U8);
            used += Math.ceilDiv(bytes, 64) * 64L;
            assertEquals(used, memory.usedBytes());
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
        assertEquals(
                "cpu: out of memory, wanted 1073741824 MiB, 1 MiB of 1 MiB in use, the machine has "
                        + (SystemMemory.total() >> 20) + " MiB",
                e.getMessage());
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
