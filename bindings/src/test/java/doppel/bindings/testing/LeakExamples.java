package doppel.bindings.testing;

import doppel.bindings.lifetime.NativeLedger;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Test classes for {@link NativeLedgerExtensionTest}, which runs them itself; two of them must fail. */
final class LeakExamples {
    private static final List<NativeLedger.Ticket> LEFT = new ArrayList<>();

    private LeakExamples() {}

    /** The outer test is watched too. */
    static void closeAll() {
        LEFT.forEach(NativeLedger.Ticket::close);
    }

    static class LeavesOneOpen {
        @Test
        void leaks() {
            LEFT.add(NativeLedger.open("left-over", 42));
        }

        @Test
        void cleans() {
            NativeLedger.open("tidy", 43).close();
        }
    }

    static class SharesOneArena {
        private static Arena arena = Arena.ofConfined();

        @SuppressWarnings("restricted") // reinterpret: attaches a cleanup, as owners do
        private static void hold(String what) {
            var ticket = NativeLedger.open(arena, what, 1);
            arena.allocate(8).reinterpret(8, arena, _ -> ticket.close());
        }

        @BeforeAll
        static void open() {
            hold("engine");
        }

        @Test
        void fillsTheCache() {
            hold("cached primitive");
        }

        @AfterAll
        static void close() {
            arena.close();
        }
    }

    static class NeverCloses {
        @BeforeAll
        static void open() {
            LEFT.add(NativeLedger.open("forgotten", 44));
        }

        @Test
        void passes() {}
    }
}
