package doppel.bindings.cudnn;

import doppel.bindings.cuda.CudaStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** cuDNN on the card whose context is current. */
public final class CudnnHandle implements CudnnTarget {
    private final MemorySegment handle;

    /** Opens cuDNN on the card whose context is current; all its work goes to one stream. */
    public CudnnHandle(Arena owner, CudaStream stream) {
        Cudnn.load();
        handle = stream.context().own(owner, CudnnCalls.create(), "cudnn handle", stream, CudnnCalls::destroy);
        CudnnCalls.setStream(handle, stream.handle());
    }

    MemorySegment handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "current card";
    }
}
