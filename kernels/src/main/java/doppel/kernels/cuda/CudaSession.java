package doppel.kernels.cuda;

import doppel.bindings.cuda.CudaContext;
import doppel.bindings.cuda.CudaDevice;
import doppel.bindings.cuda.CudaStream;
import java.lang.foreign.Arena;

/**
 * The use of one card by one back-end: its context, the one stream of all its work, and the arena that ends both and
 * whatever else is made in it. Any thread may call, one at a time: the context is bound to it on the way.
 */
final class CudaSession implements AutoCloseable {
    private final Arena owner = Arena.ofShared();
    private final CudaContext context;
    private final CudaStream stream;
    private boolean capturing;

    CudaSession(CudaDevice card) {
        try {
            context = new CudaContext(owner, card, CudaContext.Waiting.ASLEEP);
            stream = new CudaStream(owner, context, "compute", true);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Its closing releases what is made in it, newest first. */
    Arena owner() {
        return owner;
    }

    /** The card. */
    CudaDevice card() {
        return context.device();
    }

    /** Bound to the calling thread. */
    CudaContext context() {
        context.bindIfNeeded();
        return context;
    }

    /** With its context bound to the calling thread. */
    CudaStream stream() {
        context.bindIfNeeded();
        return stream;
    }

    /** From now on work is recorded and not done, and the host may not wait for it. */
    CudaStream beginCapture() {
        stream().beginCapture();
        capturing = true;
        return stream;
    }

    /** The caller takes what was recorded from the stream. */
    void endCapture() {
        capturing = false;
    }

    /** @throws IllegalStateException while work is recorded */
    void refuseInCapture(String what) {
        if (capturing) throw new IllegalStateException("program: it " + what + ", which cannot be recorded");
    }

    @Override
    public void close() {
        owner.close();
    }
}
