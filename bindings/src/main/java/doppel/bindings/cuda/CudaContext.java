package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The use of a card by this process: its primary context, which cuDNN and cuBLAS use as well. It is released when its
 * owner and all that was made in it are gone, in whatever order: an arena does not promise one.
 */
public final class CudaContext {
    /** What {@link #bind} has bound to each thread. */
    private static final ThreadLocal<CudaContext> BOUND = new ThreadLocal<>();

    private final CudaDevice device;
    private final MemorySegment handle; // of no arena: it is also used while one closes, on whichever thread
    private final AtomicInteger users = new AtomicInteger(1); // the owner, and what was made here

    /** How a thread waits for the card. */
    public enum Waiting {
        /** Asleep: saves a core. */
        ASLEEP,
        /** Asking again and again: some microseconds sooner. */
        SPINNING
    }

    /** Bytes of a card's memory: not in use by anybody, and all. */
    public record Memory(long free, long total) {}

    /**
     * Retains the card's primary context and binds it to the calling thread.
     *
     * @param owner its closing releases the context
     */
    public CudaContext(Arena owner, CudaDevice device, Waiting waiting) {
        this.device = device;
        CudaCalls.setPrimaryContextFlags(
                device.handle(),
                waiting == Waiting.ASLEEP ? cuda_h.CU_CTX_SCHED_BLOCKING_SYNC() : cuda_h.CU_CTX_SCHED_SPIN());
        handle = CudaCalls.retainPrimaryContext(device.handle());
        Owned.by(owner, handle, "cuda context", "cuda:" + device.ordinal(), _ -> leave());
        bind();
    }

    /** Makes it the context of the calling thread, which must be a platform thread. */
    public void bind() {
        if (users.get() == 0) throw new IllegalStateException("cuda context of " + device + " is closed");
        CudaCalls.setCurrentContext(handle);
        BOUND.set(this);
    }

    /**
     * Binds it unless it is bound already. A virtual thread may have changed its platform thread since the last call.
     */
    public void bindIfNeeded() {
        if (BOUND.get() != this || Thread.currentThread().isVirtual()) bind();
    }

    /** Waits for all work on the card. */
    public void synchronize() {
        CudaCalls.synchronizeContext();
    }

    /** The card. */
    public CudaDevice device() {
        return device;
    }

    /** What of the card's memory is left. */
    public Memory memory() {
        long[] info = CudaCalls.memoryInfo();
        return new Memory(info[0], info[1]);
    }

    /**
     * Takes care of a handle that was made in this context.
     *
     * @param owner its closing, by whichever thread, destroys the handle
     * @param raw the handle
     * @param kind what it is, for the ledger
     * @param detail what tells it from others of its kind
     * @param destroy is called with this context bound
     * @return a handle of the same life as its owner
     */
    public MemorySegment own(
            Arena owner, MemorySegment raw, String kind, Object detail, Consumer<MemorySegment> destroy) {
        users.incrementAndGet();
        return Owned.by(owner, raw, kind, detail, dead -> {
            try {
                bind();
                destroy.accept(dead);
            } finally {
                leave();
            }
        });
    }

    private void leave() {
        if (users.decrementAndGet() == 0) CudaCalls.releasePrimaryContext(device.handle());
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
