package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;

/** Copies between bf16 and f32 on the way into and out of kernels of one type; the caller releases what it is given. */
final class Widening {
    private final Memory memory;
    private final LaunchedElementwise elementwise;

    Widening(Launcher launcher, Memory memory) {
        this.memory = memory;
        elementwise = new LaunchedElementwise(launcher);
    }

    /** A new f32 buffer of values rounded to bf16. */
    Buffer rounded(Buffer buffer) {
        Buffer wide = memory.allocate(buffer.shape(), DType.F32);
        if (buffer.dtype() == DType.BF16) {
            elementwise.cast(buffer, wide);
        } else {
            Buffer narrow = in(DType.BF16, buffer);
            elementwise.cast(narrow, wide);
            memory.release(narrow);
        }
        return wide;
    }

    /** The values in f32: a new buffer, or the given one if it is. */
    Buffer exact(Buffer buffer) {
        return in(DType.F32, buffer);
    }

    /** The values in a type: a new buffer, or the given one if it is of that type. */
    Buffer in(DType type, Buffer buffer) {
        if (buffer.dtype() == type) return buffer;
        Buffer other = memory.allocate(buffer.shape(), type);
        elementwise.cast(buffer, other);
        return other;
    }

    /** An f32 target in place of the given one; itself if it is f32. */
    Buffer room(Buffer target) {
        return target.dtype() == DType.F32 ? target : memory.allocate(target.shape(), DType.F32);
    }

    /** Rounds what stands in {@link #room} into its target, and releases the room. */
    void deliver(Buffer room, Buffer target) {
        if (room == target) return;
        elementwise.cast(room, target);
        memory.release(room);
    }
}
