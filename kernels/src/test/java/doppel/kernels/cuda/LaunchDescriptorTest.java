package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LaunchDescriptorTest {
    @Test
    void argumentsStandAtOffsetsOfC() {
        var kernel = LaunchDescriptor.of("activate", "mixed", "i p f i3 l f4 d");
        assertEquals(List.of(0, 8, 16, 20, 32, 40, 56), offsets(kernel));
        assertEquals(64, kernel.argumentBytes());
        assertEquals("i p f i3 l f4 d", kernel.signature());
    }

    @Test
    void argumentsAreWrittenAndStructsFilledUpWithZeros() {
        var kernel = LaunchDescriptor.of("activate", "mixed", "i p i3 f");
        MemorySegment packed = MemorySegment.ofArray(new byte[64]).fill((byte) 0xEE);
        PackedArguments.write(kernel, packed, 7, null, new int[] {1, 2}, 0.5f);
        assertEquals(7, packed.get(JAVA_INT_UNALIGNED, 0));
        assertEquals(0, packed.get(JAVA_LONG_UNALIGNED, 8));
        assertEquals(1, packed.get(JAVA_INT_UNALIGNED, 16));
        assertEquals(2, packed.get(JAVA_INT_UNALIGNED, 20));
        assertEquals(0, packed.get(JAVA_INT_UNALIGNED, 24));
        assertEquals(0.5f, packed.get(JAVA_FLOAT_UNALIGNED, 28));
        assertEquals((byte) 0xEE, packed.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 32));
    }

    @Test
    void argumentsOfAnotherTypeAreRefused() {
        var kernel = LaunchDescriptor.of("activate", "mixed", "l i2");
        MemorySegment packed = MemorySegment.ofArray(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> PackedArguments.write(kernel, packed, 1, new int[] {1}));
        assertThrows(
                IllegalArgumentException.class, () -> PackedArguments.write(kernel, packed, 1L, new int[] {1, 2, 3}));
        assertThrows(IllegalArgumentException.class, () -> PackedArguments.write(kernel, packed, 1L));
    }

    @Test
    void everyKernelHasItsSource() {
        for (LaunchDescriptor kernel : LaunchDescriptors.all()) {
            assertTrue(kernel.source().text().contains("KERNEL("), kernel.toString());
        }
    }

    @TestFactory
    Stream<DynamicTest> compilersSeeTheParametersThatDescriptorsName() {
        return LaunchDescriptors.all().stream()
                .map(kernel -> DynamicTest.dynamicTest(
                        kernel.kernel(),
                        () -> assertEquals(kernel.signature(), Emulation.open().signature(kernel))));
    }

    private static List<Integer> offsets(LaunchDescriptor kernel) {
        return java.util.stream.IntStream.range(0, kernel.parameters().size())
                .mapToObj(kernel::offset)
                .toList();
    }
}
