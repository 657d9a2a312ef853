package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code channels.cu} and {@code cast.cu}: copies of pictures and weights in another type, or with channels filled up
 * by zeros, for libraries that ask for it. Weights that the optimizer has copied already are not copied again.
 */
final class LaunchedChannels {
    private static final int ALIGNMENT = 16;

    private final Launcher launcher;
    private final Memory memory;
    private final @Nullable WeightCopies copies;
    private final LaunchedElementwise elementwise;

    /** @param copies of weights in bf16, or null */
    LaunchedChannels(Launcher launcher, Memory memory, @Nullable WeightCopies copies) {
        this.launcher = launcher;
        this.memory = memory;
        this.copies = copies;
        elementwise = new LaunchedElementwise(launcher);
    }

    /**
     * The values in a type and at least as large a shape, zeros where there were none; itself if it is like that. Given
     * back by {@link #done}.
     */
    Buffer as(DType type, Shape shape, Buffer source) {
        if (isLike(source, type, shape)) return source;
        Buffer kept = type == DType.BF16 && copies != null ? copies.find(source) : null;
        if (kept != null && isLike(kept, type, shape)) return kept;
        Buffer copy = memory.allocate(shape, type);
        copy(kept == null ? source : kept, copy);
        return copy;
    }

    /** Releases what {@link #as} made. */
    void done(Buffer made, Buffer source) {
        if (made == source) return;
        boolean kept = copies != null && made.sharesMemoryWith(copies.find(source));
        if (!kept) memory.release(made);
    }

    /** A target in a type and shape in place of another; itself if it is like that. */
    Buffer room(DType type, Shape shape, Buffer target) {
        return isLike(target, type, shape) ? target : memory.allocate(shape, type);
    }

    /** Copies what stands in {@link #room} into its target, without what was filled up, and releases the room. */
    void deliver(Buffer room, Buffer target) {
        if (room == target) return;
        copy(room, target);
        memory.release(room);
    }

    private static boolean isLike(Buffer buffer, DType type, Shape shape) {
        return buffer.dtype() == type
                && buffer.shape().equals(shape)
                && buffer.segment().address() % ALIGNMENT == 0;
    }

    /** The last axes may differ, and the first ones. */
    private void copy(Buffer source, Buffer target) {
        if (source.shape().equals(target.shape())) {
            if (source.dtype() == target.dtype()) memory.copy(source, target);
            else elementwise.cast(source, target);
            return;
        }
        int from = source.shape().size(-1);
        launcher.launch(
                LaunchDescriptors.get("channels_" + source.dtype() + "_to_" + target.dtype()),
                LaunchGeometry.over(target.elements(), 8),
                source,
                target,
                source.elements() / from,
                target.elements(),
                from,
                target.shape().size(-1));
    }
}
