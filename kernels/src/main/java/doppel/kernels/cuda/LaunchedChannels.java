package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;

/**
 * {@code channels.cu} and {@code cast.cu}: copies of pictures and weights in another type, or with channels filled up by
 * zeros, for libraries that ask for it; the caller releases what it is given, unless it is what it gave.
 */
final class LaunchedChannels {
    private static final int ALIGNMENT = 16;

    private final Launcher launcher;
    private final Memory memory;
    private final LaunchedElementwise elementwise;

    LaunchedChannels(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
        elementwise = new LaunchedElementwise(launcher);
    }

    /** The values in a type and at least as large a shape, zeros where there were none; itself if it is like that. */
    Buffer as(DType type, Shape shape, Buffer source) {
        if (isLike(source, type, shape)) return source;
        Buffer copy = memory.allocate(shape, type);
        copy(source, copy);
        return copy;
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
