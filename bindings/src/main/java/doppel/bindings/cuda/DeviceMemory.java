package doppel.bindings.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of a card, aligned to 256 bytes, of undefined content. Freeing it waits for all work on the card, so nothing
 * queued before loses it.
 */
public final class DeviceMemory {
    private final DeviceSpan span;

    /**
     * @param what for messages and the ledger
     * @throws CudaException if the card has not so much left
     */
    public DeviceMemory(Arena owner, CudaContext context, long bytes, String what) {
        if (bytes < 1) throw new IllegalArgumentException("device memory: " + bytes + " bytes for " + what);
        MemorySegment raw = MemorySegment.ofAddress(allocate(context, bytes, what));
        String detail = "%s, %d bytes".formatted(what, bytes);
        context.own(owner, raw, "cuda memory", detail, memory -> CudaCalls.free(memory.address()));
        span = new DeviceSpan(raw.address(), bytes);
    }

    private static long allocate(CudaContext context, long bytes, String what) {
        try {
            return CudaCalls.allocate(bytes);
        } catch (CudaException e) {
            if (!e.isOutOfMemory()) throw e;
            CudaContext.Memory memory = context.memory();
            throw e.with("wanted %d MiB for %s, free are %d of %d MiB of cuda:%d"
                    .formatted(
                            (bytes + (1 << 20) - 1) >> 20,
                            what,
                            memory.free() >> 20,
                            memory.total() >> 20,
                            context.device().ordinal()));
        }
    }

    /** All of it. */
    public DeviceSpan span() {
        return span;
    }

    @Override
    public String toString() {
        return "device memory " + span;
    }
}
