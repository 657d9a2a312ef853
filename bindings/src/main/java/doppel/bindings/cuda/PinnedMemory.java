package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of the host that stays where it is, so that a card copies from and to it by itself. */
public final class PinnedMemory {
    private final MemorySegment segment;

    /** How the host uses it. */
    public enum Access {
        READ_AND_WRITE,
        /** Written from start to end and never read: reading is a hundred times slower. */
        WRITE_ONLY
    }

    /** @param bytes at least 1 */
    @SuppressWarnings("restricted") // reinterpret: the driver made so many bytes, and the owner frees them
    public PinnedMemory(Arena owner, CudaContext context, long bytes, Access access) {
        if (bytes < 1) throw new IllegalArgumentException("pinned memory: " + bytes + " bytes");
        int flags = cuda_h.CU_MEMHOSTALLOC_PORTABLE();
        if (access == Access.WRITE_ONLY) flags |= cuda_h.CU_MEMHOSTALLOC_WRITECOMBINED();
        MemorySegment raw = CudaCalls.allocateHost(bytes, flags);
        context.own(owner, raw, "cuda pinned memory", bytes + " bytes", CudaCalls::freeHost);
        segment = raw.reinterpret(bytes, owner, null);
    }

    /** All of it, for as long as its owner is open. */
    public MemorySegment segment() {
        return segment;
    }
}
