package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A queue of work for a card, done in order. Never the null stream, which waits for all others and cannot be captured.
 * Host memory of copies must be native; with {@link PinnedMemory} the copy runs beside the caller, and memory must stay
 * until it is done.
 */
public final class CudaStream {
    private final CudaContext context;
    private final String name;
    private final MemorySegment handle;

    /**
     * @param name for messages
     * @param urgent whether its blocks come before those of other streams
     */
    public CudaStream(Arena owner, CudaContext context, String name, boolean urgent) {
        this.context = context;
        this.name = name;
        int priority = urgent ? CudaCalls.greatestStreamPriority() : 0;
        handle = context.own(
                owner,
                StreamCalls.createStream(cuda_h.CU_STREAM_NON_BLOCKING(), priority),
                "cuda stream",
                name,
                StreamCalls::destroyStream);
    }

    /** Waits until all work queued so far is done. */
    public void synchronize() {
        StreamCalls.synchronize(handle);
    }

    /** Whether all work queued so far is done; does not wait. */
    public boolean isDone() {
        return StreamCalls.isDone(handle);
    }

    /** Lets later work of this stream wait for an event of another one. */
    public void waitFor(CudaEvent event) {
        StreamCalls.waitEvent(handle, event.handle());
    }

    /** Queues a copy of all of {@code source} to the start of {@code target}. */
    public void copyToDevice(DeviceSpan target, MemorySegment source) {
        long bytes = source.byteSize();
        StreamCalls.copyToDevice(target.slice(0, bytes).address(), source, bytes, handle);
    }

    /** Queues a copy from the start of {@code source} that fills {@code target}. */
    public void copyToHost(MemorySegment target, DeviceSpan source) {
        long bytes = target.byteSize();
        StreamCalls.copyToHost(target, source.slice(0, bytes).address(), bytes, handle);
    }

    /** Queues a copy of all of {@code source} to the start of {@code target}; they must not overlap. */
    public void copy(DeviceSpan target, DeviceSpan source) {
        StreamCalls.copy(target.slice(0, source.bytes()).address(), source.address(), source.bytes(), handle);
    }

    /** Queues the setting of each byte. */
    public void fill(DeviceSpan target, byte value) {
        StreamCalls.fillBytes(target.address(), value, target.bytes(), handle);
    }

    /** Queues the setting of each four bytes; the size must be a multiple of four. */
    public void fillInts(DeviceSpan target, int value) {
        if (target.bytes() % 4 != 0) {
            throw new IllegalArgumentException("fill of ints: " + target + " has no multiple of 4 bytes");
        }
        StreamCalls.fillInts(target.address(), value, target.bytes() / 4, handle);
    }

    /**
     * From now on work is recorded and not done. Other threads may go on allocating; this one must not allocate, load,
     * copy from pageable memory or wait.
     */
    public void beginCapture() {
        GraphCalls.beginCapture(handle, cuda_h.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL());
    }

    /** Ends the recording begun by the same thread. */
    public CudaGraph endCapture(Arena owner) {
        return new CudaGraph(owner, context, GraphCalls.endCapture(handle), name);
    }

    /** Whether work is recorded at the moment. */
    public boolean isCapturing() {
        return GraphCalls.captureStatus(handle) == cuda_h.CU_STREAM_CAPTURE_STATUS_ACTIVE();
    }

    /** Where it was made. */
    public CudaContext context() {
        return context;
    }

    /** For cuDNN and cuBLAS, and for launches. */
    public MemorySegment handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "stream " + name;
    }
}
