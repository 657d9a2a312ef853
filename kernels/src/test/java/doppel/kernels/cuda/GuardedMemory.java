package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.host.HostMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * Host memory in which every buffer ends exactly where it says, between guards of NaNs: who reads beyond it computes
 * NaN, and a guard that was written to fails the buffer's release. New buffers are full of NaNs too.
 */
final class GuardedMemory implements Memory, AutoCloseable {
    private static final int GUARD = 256;
    private static final byte POISON = (byte) 0xFF;

    /** Knows how to copy and fill. */
    private final HostMemory host = new HostMemory("guarded memory");

    private final Map<Long, Block> used = new HashMap<>();

    private static final class Block {
        final Emulation emulation = Emulation.open();
        final Arena arena = Arena.ofShared();
        final MemorySegment whole;
        final long bytes;

        Block(long bytes) {
            this.bytes = bytes;
            whole = arena.allocate(bytes + 2 * GUARD, 64).fill(POISON);
            emulation.forbid(before());
            emulation.forbid(behind());
        }

        private MemorySegment before() {
            return whole.asSlice(0, GUARD);
        }

        private MemorySegment behind() {
            return whole.asSlice(GUARD + bytes);
        }

        MemorySegment data() {
            return whole.asSlice(GUARD, bytes);
        }

        boolean intact() {
            emulation.allow(before());
            emulation.allow(behind());
            return poisoned(before()) && poisoned(behind());
        }

        private static boolean poisoned(MemorySegment guard) {
            for (byte b : guard.toArray(JAVA_BYTE)) {
                if (b != POISON) return false;
            }
            return true;
        }
    }

    @Override
    public Buffer allocate(Shape shape, DType dtype) {
        var block = new Block(shape.elements() * dtype.bytes());
        used.put(block.data().address(), block);
        return new Buffer(shape, dtype, block.data());
    }

    @Override
    public void release(Buffer buffer) {
        Block block = used.remove(buffer.segment().address());
        if (block == null) throw new IllegalArgumentException("release: " + buffer + " is not in use");
        boolean intact = block.intact();
        block.arena.close();
        if (!intact) throw new IllegalStateException("wrote beyond " + buffer);
    }

    @Override
    public void fill(Buffer target, double value) {
        host.fill(target, value);
    }

    @Override
    public void copy(Buffer source, Buffer target) {
        host.copy(source, target);
    }

    @Override
    public void upload(float[] source, Buffer target) {
        host.upload(source, target);
    }

    @Override
    public void download(Buffer source, float[] target) {
        host.download(source, target);
    }

    @Override
    public void uploadBytes(byte[] source, Buffer target) {
        host.uploadBytes(source, target);
    }

    @Override
    public void downloadBytes(Buffer source, byte[] target) {
        host.downloadBytes(source, target);
    }

    @Override
    public long reservedBytes() {
        return usedBytes();
    }

    @Override
    public long usedBytes() {
        return used.values().stream().mapToLong(block -> block.bytes).sum();
    }

    /** @throws IllegalStateException if buffers are still in use */
    @Override
    public void close() {
        host.close();
        if (!used.isEmpty()) throw new IllegalStateException(used.size() + " buffers are still in use");
    }
}
