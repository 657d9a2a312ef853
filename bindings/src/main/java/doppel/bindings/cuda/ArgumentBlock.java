package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for the arguments of one launch after the other, of whichever kernels: the driver copies them at each launch.
 * As in {@link CudaLaunch} they lie packed at the offsets that C gives them.
 */
public final class ArgumentBlock {
    private final MemorySegment arguments;
    private final MemorySegment bytes;
    private final MemorySegment extra;

    /**
     * @param owner must outlive the launches
     * @param most bytes that the arguments of one launch may take
     */
    public ArgumentBlock(Arena owner, int most) {
        arguments = owner.allocate(most, 16);
        bytes = owner.allocate(JAVA_LONG);
        extra = CudaLaunch.extra(owner, arguments, bytes);
    }

    /** Where the arguments of the next launch are written. */
    public MemorySegment segment() {
        return arguments;
    }

    /**
     * Queues one run of a kernel with the first {@code argumentBytes} bytes of {@link #segment}.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public void launch(CudaStream stream, CudaFunction function, LaunchSize size, int argumentBytes) {
        if (argumentBytes < 0 || argumentBytes > arguments.byteSize()) {
            throw new IndexOutOfBoundsException("arguments of %s: %d bytes, at most %d fit"
                    .formatted(function, argumentBytes, arguments.byteSize()));
        }
        bytes.set(JAVA_LONG, 0, argumentBytes);
        MemorySegment list = argumentBytes == 0 ? MemorySegment.NULL : extra;
        ModuleCalls.launch(function.handle(), size, stream.handle(), list, function.name());
    }
}
