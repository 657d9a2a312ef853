package doppel.bindings.libraries;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemMemoryTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 63, 4096, 5 << 20})
    void aBlockIsAlignedAndAllOfItCanBeWritten(long bytes) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment block = SystemMemory.allocate(bytes, arena).orElseThrow();
            assertEquals(bytes, block.byteSize());
            assertEquals(0, block.address() % 64);
            block.fill((byte) 7);
            assertEquals(7, block.get(JAVA_BYTE, bytes - 1));
        }
    }

    @Test
    void theArenaFreesIt() {
        MemorySegment block;
        try (Arena arena = Arena.ofShared()) {
            block = SystemMemory.allocate(100, arena).orElseThrow();
        }
        assertThrows(IllegalStateException.class, () -> block.get(JAVA_BYTE, 0));
    }

    @Test
    void whatNoSystemHasIsRefused() {
        try (Arena arena = Arena.ofShared()) {
            assertTrue(SystemMemory.allocate(Long.MAX_VALUE / 2, arena).isEmpty());
            assertThrows(ArithmeticException.class, () -> SystemMemory.allocate(Long.MAX_VALUE, arena));
        }
    }

    @Test
    void theMachineHasMemory() {
        assertTrue(SystemMemory.total() >= Runtime.getRuntime().maxMemory() / 2, SystemMemory.total() + " bytes");
    }
}
