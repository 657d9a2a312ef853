package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.MemorySegment;

/** A kernel of a {@link CudaModule}, and of the same life. */
public final class CudaFunction {
    private final MemorySegment handle;
    private final String name;

    CudaFunction(MemorySegment handle, String name) {
        this.handle = handle;
        this.name = name;
    }

    /** Loads it now and not at its first launch, which must not happen during a capture. */
    public void load() {
        ModuleCalls.loadFunction(handle);
    }

    /** Allows launches with so much shared memory; needed above 48 KiB. */
    public void allowSharedBytes(int bytes) {
        ModuleCalls.setAttribute(handle, cuda_h.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES(), bytes);
    }

    /** Registers of a thread. */
    public int registers() {
        return ModuleCalls.attribute(cuda_h.CU_FUNC_ATTRIBUTE_NUM_REGS(), handle);
    }

    /** Bytes of a thread that lie in the card's memory: registers that did not fit. */
    public int localBytes() {
        return ModuleCalls.attribute(cuda_h.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES(), handle);
    }

    /** How many of its blocks a multiprocessor runs at once. */
    public int blocksPerMultiprocessor(int threads, int sharedBytes) {
        return ModuleCalls.blocksPerMultiprocessor(handle, threads, sharedBytes);
    }

    /** As it is called in the source. */
    public String name() {
        return name;
    }

    MemorySegment handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "kernel " + name;
    }
}
