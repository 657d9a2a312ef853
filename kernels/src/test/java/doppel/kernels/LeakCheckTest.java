package doppel.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeLedger;
import doppel.bindings.testing.NativeLedgerExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The leak check of the bindings' test jar is at work here too, where tests run inside a named module. */
class LeakCheckTest {
    private boolean watched;

    @RegisterExtension
    final BeforeEachCallback look = context -> watched = NativeLedgerExtension.isWatching(context);

    @Test
    void testsRunInsideTheNamedModule() {
        assertEquals("doppel.kernels", Shape.class.getModule().getName());
        assertEquals("doppel.bindings", NativeLedger.class.getModule().getName());
    }

    @Test
    void theLeakCheckWatchesThisTest() {
        assertTrue(watched);
    }
}
