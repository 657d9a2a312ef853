package doppel.bindings.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeException;
import doppel.bindings.lifetime.NativeLedger;
import doppel.bindings.onednn.Onednn;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class OneCallTest {
    @Test
    void theCallWrittenByHandAnswersWhatTheGeneratedOneDoes() {
        assertEquals(Onednn.load().version(), OneCall.versionByHand());
    }

    @Test
    void anOwnerStandsInTheLedgerUntilItsArenaCloses() {
        int before = NativeLedger.stillOpen().size();
        Layout layout;
        try (Arena arena = Arena.ofConfined()) {
            layout = new Layout(arena, 1, 3, 8, 8);
            assertEquals(3 * 8 * 8 * 4, layout.bytes());
            assertTrue(NativeLedger.stillOpen().getLast().toString().endsWith("layout [1, 3, 8, 8]"));
        }
        assertEquals(before, NativeLedger.stillOpen().size());
        assertThrows(IllegalStateException.class, layout::bytes);
    }

    @Test
    void sizesBelowZeroAreRefusedWithTheStatusAndNothingIsLeftOpen() {
        int before = NativeLedger.stillOpen().size();
        try (Arena arena = Arena.ofConfined()) {
            var e = assertThrows(NativeException.class, () -> new Layout(arena, 1, -3, 8, 8));
            assertEquals("onednn: dnnl_memory_desc_create_with_tag of [1, -3, 8, 8]: status 2", e.getMessage());
            assertEquals(before, NativeLedger.stillOpen().size());
        }
    }

    @Test
    void theResultComesBack() {
        assertArrayEquals(new float[] {-0.2f, -0.1f, 0, 1, 2}, OneCall.leakyRelu(0.1f, -2, -1, 0, 1, 2), 1e-7f);
    }
}
