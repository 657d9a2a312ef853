package doppel.kernels.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool of host memory. Sizes are rounded up to an eighth of a power of two, and a released block waits for the next
 * buffer that fills it at least by half; the system gets everything back on {@link #close}. Safe for use by many threads.
 */
public final class HostMemory implements Memory, AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final NativeLedger.Ticket ticket;
    private final NavigableMap<Long, Deque<MemorySegment>> free = new TreeMap<>();
    private final Map<Long, MemorySegment> used = new HashMap<>();
    private long reservedBytes;
    private long usedBytes;

    /** @param owner the back-end, for the ledger */
    public HostMemory(String owner) {
        ticket = NativeLedger.open("host memory of", owner);
    }

    /** The size that is really taken: at least 64, then 8 sizes to the octave. */
    static long roundUp(long bytes) {
        if (bytes <= ALIGNMENT) return ALIGNMENT;
        long step = Math.max(ALIGNMENT, Long.highestOneBit(bytes - 1) >> 3);
        return (bytes + step - 1) / step * step;
    }

    @Override
    public synchronized Buffer allocate(Shape shape, DType dtype) {
        long bytes = roundUp(Math.multiplyExact(shape.elements(), dtype.bytes()));
        MemorySegment block = waiting(bytes);
        if (block == null) {
            try {
                block = arena.allocate(bytes, ALIGNMENT);
            } catch (OutOfMemoryError e) {
                throw refused(bytes, e);
            }
            reservedBytes += bytes;
        }
        usedBytes += block.byteSize();
        used.put(block.address(), block);
        return new Buffer(shape, dtype, block);
    }

    /** The smallest block that waits and is not too large. */
    private @Nullable MemorySegment waiting(long bytes) {
        Map.Entry<Long, Deque<MemorySegment>> blocks = free.ceilingEntry(bytes);
        if (blocks == null || blocks.getKey() > 2 * bytes) return null;
        MemorySegment block = blocks.getValue().removeLast();
        if (blocks.getValue().isEmpty()) free.remove(blocks.getKey());
        return block;
    }

    private OutOfMemoryError refused(long bytes, OutOfMemoryError cause) {
        var error = new OutOfMemoryError("cpu: out of memory, wanted %d MiB, %d MiB of %d MiB in use"
                .formatted(bytes >> 20, usedBytes >> 20, reservedBytes >> 20));
        error.initCause(cause);
        return error;
    }

    @Override
    public synchronized void release(Buffer buffer) {
        MemorySegment block = used.remove(buffer.segment().address());
        if (block == null) throw new IllegalArgumentException("release: " + buffer + " is not in use");
        usedBytes -= block.byteSize();
        free.computeIfAbsent(block.byteSize(), size -> new ArrayDeque<>()).addLast(block);
    }

    @Override
    public void fill(Buffer target, double value) {
        MemorySegment s = target.segment();
        if (value == 0) {
            s.asSlice(0, target.bytes()).fill((byte) 0);
            return;
        }
        long n = target.elements();
        switch (target.dtype()) {
            case F32 -> {
                for (long i = 0; i < n; i++) s.setAtIndex(JAVA_FLOAT, i, (float) value);
            }
            case F64 -> {
                for (long i = 0; i < n; i++) s.setAtIndex(JAVA_DOUBLE, i, value);
            }
            case BF16 -> {
                short bits = Bfloat16.of((float) value);
                for (long i = 0; i < n; i++) s.setAtIndex(JAVA_SHORT, i, bits);
            }
            case U8, I32 -> {
                for (long i = 0; i < n; i++) Elements.set(target, i, value);
            }
        }
    }

    @Override
    public void copy(Buffer source, Buffer target) {
        if (source.dtype() != target.dtype() || source.elements() != target.elements()) {
            throw new IllegalArgumentException("copy: " + source + " to " + target);
        }
        MemorySegment.copy(source.segment(), 0, target.segment(), 0, source.bytes());
    }

    @Override
    public void upload(float[] source, Buffer target) {
        check("upload", source.length, target, DType.F32, target.elements());
        MemorySegment.copy(source, 0, target.segment(), JAVA_FLOAT, 0, source.length);
    }

    @Override
    public void download(Buffer source, float[] target) {
        check("download", target.length, source, DType.F32, source.elements());
        MemorySegment.copy(source.segment(), JAVA_FLOAT, 0, target, 0, target.length);
    }

    @Override
    public void uploadBytes(byte[] source, Buffer target) {
        check("upload", source.length, target, target.dtype(), target.bytes());
        MemorySegment.copy(source, 0, target.segment(), JAVA_BYTE, 0, source.length);
    }

    @Override
    public void downloadBytes(Buffer source, byte[] target) {
        check("download", target.length, source, source.dtype(), source.bytes());
        MemorySegment.copy(source.segment(), JAVA_BYTE, 0, target, 0, target.length);
    }

    private static void check(String op, int length, Buffer buffer, DType dtype, long wanted) {
        if (buffer.dtype() != dtype || wanted != length) {
            throw new IllegalArgumentException(op + ": array of " + length + " with " + buffer);
        }
    }

    @Override
    public synchronized long reservedBytes() {
        return reservedBytes;
    }

    @Override
    public synchronized long usedBytes() {
        return usedBytes;
    }

    @Override
    public synchronized void close() {
        arena.close();
        free.clear();
        used.clear();
        ticket.close();
    }
}
