package doppel.bindings.lifetime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Handles that are destroyed when an arena closes, and entered in the ledger until then. */
public final class Owned {
    private Owned() {}

    /**
     * A handle of the same address that dies with an arena.
     *
     * @param raw a handle just made
     * @param kind what it is, for the ledger
     * @param detail what tells it from others of its kind
     * @param destroy called once, when {@code owner} closes, or at once if it is closed already
     */
    @SuppressWarnings("restricted") // reinterpret: a library made the pointer, the arena now owns it
    public static MemorySegment by(
            Arena owner, MemorySegment raw, String kind, Object detail, Consumer<MemorySegment> destroy) {
        try {
            var ticket = NativeLedger.open(owner, kind, detail);
            try {
                return raw.reinterpret(owner, handle -> {
                    ticket.close();
                    destroy.accept(handle);
                });
            } catch (RuntimeException e) {
                ticket.close();
                throw e;
            }
        } catch (RuntimeException e) { // the arena is closed, or another thread's
            destroy.accept(raw);
            throw e;
        }
    }
}
