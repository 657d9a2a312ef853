package doppel.kernels.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import doppel.bindings.libraries.SystemMemory;
import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Host memory, taken from the system in chunks. A buffer lies in the lowest free span of a chunk that is long enough, and
 * what is released joins the free spans beside it; so the memory that a run of allocations touches is little more than
 * what it has in use at once. The system gets everything back on {@link #close}. Safe for use by many threads.
 */
public final class HostMemory implements Memory, AutoCloseable {
    private static final long ALIGNMENT = 64;

    /** Chunks double what there is, within these bounds: only what is written to is resident. */
    private static final long LEAST_CHUNK = 1L << 20;

    private static final long MOST_CHUNK = 1L << 30;

    private final Arena arena = Arena.ofShared();
    private final NativeLedger.Ticket ticket;
    private final FreeSpans free = new FreeSpans();
    private final NavigableMap<Long, Chunk> chunks = new TreeMap<>(); // by first place
    private final Map<Long, Span> used = new HashMap<>(); // by address
    private long places;
    private long usedBytes;

    /** A span in use. */
    private record Span(long place, long bytes) {}

    /** A block of the system's memory; its places in {@link #free} begin at {@code first} and touch no other chunk's. */
    private static final class Chunk {
        final long first;
        final MemorySegment memory;
        long touched;

        Chunk(long first, MemorySegment memory) {
            this.first = first;
            this.memory = memory;
        }
    }

    /** @param owner the back-end, for the ledger */
    public HostMemory(String owner) {
        ticket = NativeLedger.open("host memory of", owner);
    }

    /** The size that is really taken: lines of a cache, one at least. */
    private static long roundUp(long bytes) {
        return Math.max(1, (bytes + ALIGNMENT - 1) / ALIGNMENT) * ALIGNMENT;
    }

    @Override
    public synchronized Buffer allocate(Shape shape, DType dtype) {
        if (!arena.scope().isAlive()) throw new IllegalStateException("host memory: closed");
        long bytes = roundUp(Math.multiplyExact(shape.elements(), dtype.bytes()));
        long place = free.take(bytes).orElseGet(() -> {
            addChunk(bytes);
            return free.take(bytes).orElseThrow();
        });
        Chunk chunk = chunks.floorEntry(place).getValue();
        long at = place - chunk.first;
        chunk.touched = Math.max(chunk.touched, at + bytes);
        MemorySegment block = chunk.memory.asSlice(at, bytes);
        usedBytes += bytes;
        used.put(block.address(), new Span(place, bytes));
        return new Buffer(shape, dtype, block);
    }

    /** Adds a chunk of at least so many bytes; if the system has no more to spare, of just so many. */
    private void addChunk(long wanted) {
        if (wanted > SystemMemory.total() - reservedBytes()) throw refused(wanted); // it might be promised, not given
        long bytes = Math.max(wanted, Math.clamp(places, LEAST_CHUNK, MOST_CHUNK));
        MemorySegment memory = SystemMemory.allocate(bytes, arena)
                .or(() -> SystemMemory.allocate(wanted, arena))
                .orElseThrow(() -> refused(wanted));
        chunks.put(places, new Chunk(places, memory));
        free.give(places, memory.byteSize());
        places += memory.byteSize() + ALIGNMENT; // a gap, so that no span reaches from one chunk to the next
    }

    private OutOfMemoryError refused(long bytes) {
        return new OutOfMemoryError("cpu: out of memory, wanted %d MiB, %d MiB of %d MiB in use, the machine has %d MiB"
                .formatted(bytes >> 20, usedBytes >> 20, reservedBytes() >> 20, SystemMemory.total() >> 20));
    }

    @Override
    public synchronized void release(Buffer buffer) {
        Span span = used.remove(buffer.segment().address());
        if (span == null) throw new IllegalArgumentException("release: " + buffer + " is not in use");
        usedBytes -= span.bytes;
        free.give(span.place, span.bytes);
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
        return chunks.values().stream().mapToLong(chunk -> chunk.touched).sum();
    }

    @Override
    public synchronized long usedBytes() {
        return usedBytes;
    }

    @Override
    public synchronized void close() {
        arena.close();
        used.clear();
        ticket.close();
    }
}
