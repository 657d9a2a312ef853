package doppel.bindings.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Recorded work ready to run, in one launch. */
public final class CudaGraphExec {
    private final MemorySegment handle;

    CudaGraphExec(Arena owner, CudaContext context, MemorySegment raw, String name) {
        handle = context.own(owner, raw, "cuda graph exec", name, GraphCalls::destroyExec);
    }

    /** Brings it to the card, so that the first launch costs no more than the others. */
    public void upload(CudaStream stream) {
        GraphCalls.upload(handle, stream.handle());
    }

    /** Queues all of it. */
    public void launch(CudaStream stream) {
        GraphCalls.launch(handle, stream.handle());
    }

    /** Takes arguments and sizes of a graph of the same form; false, and unchanged, if the form differs. */
    public boolean update(CudaGraph graph) {
        return GraphCalls.update(handle, graph.handle());
    }
}
