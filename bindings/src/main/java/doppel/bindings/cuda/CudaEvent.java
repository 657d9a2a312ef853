package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A mark in a stream that others can wait for. */
public final class CudaEvent {
    private final MemorySegment handle;
    private final boolean timed;

    /** @param timed whether it also takes the time, which makes it a little slower */
    public CudaEvent(Arena owner, CudaContext context, boolean timed) {
        this.timed = timed;
        int flags = cuda_h.CU_EVENT_BLOCKING_SYNC() | (timed ? 0 : cuda_h.CU_EVENT_DISABLE_TIMING());
        handle = context.own(
                owner,
                StreamCalls.createEvent(flags),
                "cuda event",
                timed ? "timed" : "untimed",
                StreamCalls::destroyEvent);
    }

    /** Sets the mark behind all work queued so far. */
    public void record(CudaStream stream) {
        StreamCalls.record(handle, stream.handle());
    }

    /** Waits until the work before the mark is done. */
    public void synchronize() {
        StreamCalls.synchronizeEvent(handle);
    }

    /** Whether the work before the mark is done; does not wait. True before the first mark. */
    public boolean isDone() {
        return StreamCalls.isEventDone(handle);
    }

    /** Milliseconds between two marks that have passed, to about half a microsecond. */
    public double millisSince(CudaEvent start) {
        if (!timed || !start.timed) throw new IllegalArgumentException("cuda event: made without time");
        return StreamCalls.elapsedMillis(start.handle, handle);
    }

    MemorySegment handle() {
        return handle;
    }
}
