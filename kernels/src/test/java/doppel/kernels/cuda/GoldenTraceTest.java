package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenTraceTest {
    @Test
    void differencesAreShownWithWhatIsAroundThem() {
        List<String> before = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        assertEquals("", GoldenTrace.difference(before, before));
        assertEquals("""
                @ line 5
                  b
                  c
                  d
                - e
                + x
                  f
                + y
                  g
                  h""", GoldenTrace.difference(before, List.of("a", "b", "c", "d", "x", "f", "y", "g", "h")));
        assertEquals("+ a", GoldenTrace.difference(List.of(), List.of("a")));
        assertEquals("@ line 2\n  a\n- a", GoldenTrace.difference(List.of("a", "a"), List.of("a")));
    }

    @Test
    void longDifferencesAreCut() {
        List<String> many = java.util.stream.IntStream.range(0, 100)
                .mapToObj(String::valueOf)
                .toList();
        String text = GoldenTrace.difference(many, List.of());
        assertEquals(61, text.lines().count());
        assertEquals("and 40 lines more", text.lines().toList().getLast());
    }
}
