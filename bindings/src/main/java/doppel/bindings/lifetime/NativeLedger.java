package doppel.bindings.lifetime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The book of open native resources. An owner opens a ticket when it acquires a resource and closes it on release;
 * what is still open at the end of a test is a leak.
 *
 * <p>With {@code -Ddoppel.native.trace=true} each ticket keeps the stack trace of its opening. Safe for use by many
 * threads.
 */
public final class NativeLedger {
    private static final boolean TRACE = Boolean.getBoolean("doppel.native.trace");
    private static final AtomicLong NEXT = new AtomicLong();
    private static final ConcurrentSkipListMap<Long, Ticket> OPEN = new ConcurrentSkipListMap<>();

    private NativeLedger() {}

    /** One open resource; closing a second time does nothing. */
    public static final class Ticket implements AutoCloseable {
        private final long number;
        private final String what;
        private final MemorySegment.@Nullable Scope owner;
        private final @Nullable Throwable opened;

        private Ticket(long number, String what, MemorySegment.@Nullable Scope owner, @Nullable Throwable opened) {
            this.number = number;
            this.what = what;
            this.owner = owner;
            this.opened = opened;
        }

        /** When it was opened: tickets are numbered upwards from 0. */
        public long number() {
            return number;
        }

        /** Scope of the arena whose closing releases the resource; null if it is released by itself. */
        public MemorySegment.@Nullable Scope owner() {
            return owner;
        }

        /** Where the resource was opened; null unless tracing is on. */
        public @Nullable Throwable opened() {
            return opened;
        }

        @Override
        public void close() {
            OPEN.remove(number);
        }

        @Override
        public String toString() {
            return "#" + number + " " + what;
        }
    }

    /**
     * Enters a resource that is released by itself.
     *
     * @param kind what it is, such as {@code tensor memory}
     * @param detail what tells it from others of its kind: a shape, a size, a path
     */
    public static Ticket open(String kind, Object detail) {
        return enter(null, kind, detail);
    }

    /**
     * Enters a resource that is released when an arena closes. As long as the arena is open it is no leak.
     *
     * @param kind what it is, such as {@code onednn primitive}
     * @param detail what tells it from others of its kind: a shape, a size, a path
     */
    public static Ticket open(Arena owner, String kind, Object detail) {
        return enter(owner.scope(), kind, detail);
    }

    private static Ticket enter(MemorySegment.@Nullable Scope owner, String kind, Object detail) {
        long number = NEXT.getAndIncrement();
        Ticket ticket = new Ticket(number, kind + " " + detail, owner, TRACE ? new Throwable("opened here") : null);
        OPEN.put(number, ticket);
        return ticket;
    }

    /** All open resources, oldest first. */
    public static List<Ticket> stillOpen() {
        return List.copyOf(OPEN.values());
    }
}
