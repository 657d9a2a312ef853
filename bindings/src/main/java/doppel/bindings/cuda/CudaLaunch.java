package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A place from which one kernel is launched again and again. Its arguments lie packed at the offsets that C gives them
 * (each aligned to its own size) and are copied at each launch, so they may be rewritten right after it.
 */
public final class CudaLaunch {
    private static final int WORDS = 5;

    private final CudaFunction function;
    private final LaunchSize size;
    private final MemorySegment extra;

    /**
     * @param owner must outlive the launches
     * @param arguments native memory of the same life; empty if the kernel takes none
     */
    public CudaLaunch(Arena owner, CudaFunction function, LaunchSize size, MemorySegment arguments) {
        this.function = function;
        this.size = size;
        extra = arguments.byteSize() == 0 ? MemorySegment.NULL : extra(owner, arguments);
    }

    /** What the driver calls extra: pairs of a key and a pointer, the size by pointer as well. */
    private static MemorySegment extra(Arena owner, MemorySegment arguments) {
        return extra(owner, arguments, owner.allocateFrom(JAVA_LONG, arguments.byteSize()));
    }

    static MemorySegment extra(Arena owner, MemorySegment arguments, MemorySegment bytes) {
        MemorySegment list = owner.allocate(ADDRESS, WORDS);
        list.setAtIndex(ADDRESS, 0, key(cuda_h.CU_LAUNCH_PARAM_BUFFER_POINTER_AS_INT()));
        list.setAtIndex(ADDRESS, 1, arguments);
        list.setAtIndex(ADDRESS, 2, key(cuda_h.CU_LAUNCH_PARAM_BUFFER_SIZE_AS_INT()));
        list.setAtIndex(ADDRESS, 3, bytes);
        list.setAtIndex(ADDRESS, 4, key(cuda_h.CU_LAUNCH_PARAM_END_AS_INT()));
        return list;
    }

    private static MemorySegment key(int number) {
        return MemorySegment.ofAddress(number);
    }

    /** Queues one run of the kernel. */
    public void launch(CudaStream stream) {
        ModuleCalls.launch(function.handle(), size, stream.handle(), extra, function.name());
    }
}
