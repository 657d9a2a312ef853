package doppel.bindings.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A stretch of a card's memory; owns nothing.
 *
 * @param address as kernels see it
 * @param bytes its size
 */
public record DeviceSpan(long address, long bytes) {
    public DeviceSpan {
        if (bytes < 0) throw new IllegalArgumentException("device span: " + bytes + " bytes");
    }

    /**
     * A part of it.
     *
     * @throws IndexOutOfBoundsException if the part is not wholly inside
     */
    public DeviceSpan slice(long offset, long bytes) {
        Objects.checkFromIndexSize(offset, bytes, this.bytes);
        return new DeviceSpan(address + offset, bytes);
    }

    /**
     * Address and size as a segment, for those who pass it on. The host can neither read nor write it: every access
     * throws {@link WrongThreadException}, as the thread that it belongs to has ended.
     */
    public MemorySegment toSegment() {
        return Nobody.EVERYTHING.asSlice(address, bytes);
    }

    /** The owner of what no thread of the host may access. */
    private static final class Nobody {
        /** All addresses. */
        static final MemorySegment EVERYTHING = takenByThreadThatEnds();
    }

    /** Not a method of the class above: its initialisation waits for this thread, which must not wait for it. */
    @SuppressWarnings({"restricted", "MustBeClosed"}) // reinterpret: nobody can access it; nobody could close the arena
    private static MemorySegment takenByThreadThatEnds() {
        var taken = new CompletableFuture<MemorySegment>();
        Thread.ofPlatform().daemon().name("device memory").start(() -> {
            Arena owner = Arena.ofConfined();
            taken.complete(MemorySegment.NULL.reinterpret(Long.MAX_VALUE, owner, null));
        });
        return taken.join();
    }

    @Override
    public String toString() {
        return "0x%x+%d".formatted(address, bytes);
    }
}
