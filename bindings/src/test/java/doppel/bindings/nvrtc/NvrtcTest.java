package doppel.bindings.nvrtc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.testing.Wheels;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvrtcTest {
    private static final String SOURCE = """
            extern "C" __global__ void scale(float *x, float factor, int n) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                if (i < n) x[i] *= factor;
            }
            """;

    @ParameterizedTest
    @ValueSource(ints = {75, 80, 86, 89, 90, 120})
    void aKernelBecomesMachineCodeOfEachCard(int capability) {
        Wheels.assumeThere();
        Nvrtc.Compiled compiled = Nvrtc.compile("scale.cu", SOURCE, new NvrtcTarget(capability, true), List.of());
        assertArrayEquals(new byte[] {0x7f, 'E', 'L', 'F'}, Arrays.copyOf(compiled.image(), 4));
        assertTrue(new String(compiled.image(), US_ASCII).contains("scale"));
        assertEquals("", compiled.log());
    }

    @Test
    void aKernelBecomesPtxForNewerCards() {
        Wheels.assumeThere();
        String ptx = new String(
                Nvrtc.compile("scale.cu", SOURCE, new NvrtcTarget(90, false), List.of())
                        .image(),
                US_ASCII);
        assertTrue(ptx.contains(".target sm_90"), ptx);
        assertTrue(ptx.contains(".entry scale("), ptx);
        int start = ptx.indexOf(".entry scale(");
        List<String> types = ptx.substring(start, ptx.indexOf(')', start))
                .lines()
                .filter(line -> line.contains(".param"))
                .map(line -> line.strip().split(" ", -1)[1])
                .toList();
        assertEquals(3, types.size(), "pointer, float, int: " + types);
    }

    @Test
    void aFaultInTheSourceIsShownInTheCompilersWords() {
        Wheels.assumeThere();
        String faulty = SOURCE.replace("factor;", "faktor;");
        CompilationException failure = assertThrows(
                CompilationException.class,
                () -> Nvrtc.compile("scale.cu", faulty, new NvrtcTarget(90, true), List.of("-DN=1")));
        String text = String.valueOf(failure.getMessage());
        String start =
                "nvrtc: scale.cu does not compile with --gpu-architecture=sm_90 --std=c++17 -default-device -DN=1:";
        assertTrue(text.startsWith(start), text);
        assertTrue(failure.log().contains("scale.cu(3): error: identifier \"faktor\" is undefined"), failure.log());
        assertFalse(failure.log().contains("\0"));
    }

    @Test
    void anUnknownCardIsNamed() {
        Wheels.assumeThere();
        NvrtcException failure = assertThrows(
                NvrtcException.class, () -> Nvrtc.compile("scale.cu", SOURCE, new NvrtcTarget(50, true), List.of()));
        String text = String.valueOf(failure.getMessage());
        assertTrue(text.contains("--gpu-architecture=sm_50"), text);
        assertEquals(5, failure.code());
    }

    @Test
    void theLibraryNamesItsVersionAndCards() {
        Wheels.assumeThere();
        Nvrtc.Report report = Nvrtc.load();
        assertEquals(13, report.major());
        assertTrue(report.architectures().containsAll(List.of(75, 80, 86, 89, 90, 120)), report.toString());
        assertTrue(report.file().isAbsolute());
    }

    @Test
    void theTargetIsMachineCodeWhereTheCardIsKnownAndElsePtxOfTheNextOlder() {
        List<Integer> known = List.of(75, 80, 90, 120);
        assertEquals("sm_90", NvrtcTarget.of(90, known).toString());
        assertEquals("compute_80", NvrtcTarget.of(86, known).toString());
        assertEquals("compute_120", NvrtcTarget.of(130, known).toString());
        assertThrows(IllegalArgumentException.class, () -> NvrtcTarget.of(70, known));
    }
}
