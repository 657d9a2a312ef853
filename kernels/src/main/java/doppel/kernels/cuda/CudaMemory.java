package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import doppel.bindings.cuda.CudaContext;
import doppel.bindings.cuda.CudaException;
import doppel.bindings.cuda.DeviceMemory;
import doppel.bindings.cuda.DeviceSpan;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool of a card's memory. Sizes are rounded up to 512 bytes and to an eighth of a power of two or 32 MiB, and a
 * released block waits in the list of its size: as all work stands in one stream, the next owner's work comes after the
 * last one's. When the card has no more, all waiting blocks are given back and the request is made once more.
 *
 * <p>A buffer's segment is an address that the host cannot follow: see {@link DeviceSpan#toSegment}.
 */
final class CudaMemory implements Memory, AutoCloseable {
    private static final long ALIGNMENT = 512;
    private static final long MOST_STEP = 32L << 20;

    private final CudaSession session;
    private final Launcher launcher;
    private final Staging staging;
    private final Map<Long, Deque<Block>> free = new HashMap<>();
    private final Map<Long, Block> used = new HashMap<>();
    private long reservedBytes;
    private long usedBytes;
    private @Nullable Watcher watcher;
    private @Nullable MemoryTrace trace;
    private @Nullable PlannedMemory planned;

    /** Is told of what the host does to buffers, by address. */
    interface Watcher {
        void written(long address);

        void released(long address);
    }

    /** Memory of the card with an arena of its own, so that it can be given back alone. */
    record Block(Arena owner, DeviceSpan span) {}

    CudaMemory(CudaSession session, Launcher launcher) {
        this.session = session;
        this.launcher = launcher;
        staging = new Staging(session);
    }

    void watch(Watcher other) {
        watcher = other;
    }

    /** The size that is really taken: at least 512, then 8 sizes to the octave, at most 32 MiB from one to the next. */
    static long roundUp(long bytes) {
        if (bytes <= ALIGNMENT) return ALIGNMENT;
        long step = Math.clamp(Long.highestOneBit(bytes - 1) >> 3, ALIGNMENT, MOST_STEP);
        return (bytes + step - 1) / step * step;
    }

    @Override
    public synchronized Buffer allocate(Shape shape, DType dtype) {
        long wanted = Math.multiplyExact(shape.elements(), dtype.bytes());
        if (planned != null)
            return new Buffer(shape, dtype, planned.allocate(wanted).toSegment());
        long bytes = roundUp(wanted);
        Deque<Block> waiting = free.get(bytes);
        Block block = waiting == null ? null : waiting.pollLast();
        if (block == null) block = fresh(bytes, dtype + " " + shape);
        usedBytes += bytes;
        used.put(block.span.address(), block);
        if (trace != null) trace.allocated(block.span.address(), wanted);
        return new Buffer(shape, dtype, block.span.toSegment());
    }

    private Block fresh(long bytes, String what) {
        try {
            return take(bytes);
        } catch (CudaException e) {
            if (!e.isOutOfMemory()) throw e;
        }
        long kept = reservedBytes - usedBytes;
        giveBack();
        try {
            return take(bytes);
        } catch (CudaException e) {
            if (!e.isOutOfMemory()) throw e;
            throw refused(bytes, what, kept, e);
        }
    }

    @SuppressWarnings("MustBeClosed") // closed by giveBack or close
    private Block take(long bytes) {
        Arena owner = Arena.ofShared();
        try {
            var block = new Block(owner, new DeviceMemory(owner, session.context(), bytes, "pool").span());
            reservedBytes += bytes;
            return block;
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Gives the driver all that waits for reuse. */
    private void giveBack() {
        for (Deque<Block> blocks : free.values()) {
            for (Block block : blocks) {
                reservedBytes -= block.span.bytes();
                block.owner.close();
            }
        }
        free.clear();
    }

    private OutOfMemoryError refused(long bytes, String what, long kept, CudaException cause) {
        CudaContext.Memory card = session.context().memory();
        var error = new OutOfMemoryError(
                "cuda:%d: out of memory, wanted %d MiB for %s; %d MiB are in use by %d buffers, %d MiB kept for reuse were given back, %d of the card's %d MiB are free; a smaller batch size, resolution or dims helps, or ending other programs on this card"
                        .formatted(
                                session.card().ordinal(),
                                mebibytes(bytes),
                                what,
                                mebibytes(usedBytes),
                                used.size(),
                                mebibytes(kept),
                                card.free() >> 20,
                                card.total() >> 20));
        error.initCause(cause);
        return error;
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    @Override
    public synchronized void release(Buffer buffer) {
        long address = buffer.segment().address();
        if (planned != null) {
            planned.release(address);
            return;
        }
        if (watcher != null) watcher.released(address);
        if (trace != null) trace.released(address);
        Block block = used.remove(address);
        if (block == null) throw new IllegalArgumentException("release: " + buffer + " is not in use");
        usedBytes -= block.span.bytes();
        free.computeIfAbsent(block.span.bytes(), size -> new ArrayDeque<>()).addLast(block);
    }

    /** Runs work and notes what it allocates. */
    List<MemoryPlan.Span> traced(Runnable work) {
        var noted = new MemoryTrace();
        trace = noted;
        try {
            work.run();
        } finally {
            trace = null;
        }
        return noted.spans();
    }

    /** Runs work with all that it allocates in planned places. */
    void planned(PlannedMemory places, Runnable work) {
        planned = places;
        try {
            work.run();
            places.end();
        } finally {
            planned = null;
        }
    }

    /** Takes a block from the card that is in use until it is given back, after giving back all that waits. */
    synchronized Block reserve(long bytes, String what) {
        giveBack();
        Block block = fresh(Math.max(bytes, ALIGNMENT), what);
        usedBytes += block.span.bytes();
        return block;
    }

    synchronized void giveBack(Block block) {
        usedBytes -= block.span.bytes();
        reservedBytes -= block.span.bytes();
        block.owner.close();
    }

    @Override
    public void fill(Buffer target, double value) {
        set(target, value);
        written(target);
    }

    private void written(Buffer target) {
        if (watcher != null) watcher.written(target.segment().address());
    }

    private void set(Buffer target, double value) {
        DeviceSpan span = span(target);
        if (Double.doubleToRawLongBits(value) == 0) {
            session.stream().fill(span, (byte) 0);
            return;
        }
        switch (target.dtype()) {
            case F32 -> session.stream().fillInts(span, Float.floatToRawIntBits((float) value));
            case I32 -> session.stream().fillInts(span, (int) Math.rint(value));
            case U8 -> session.stream().fill(span, (byte) Math.clamp((int) Math.rint(value), 0, 255));
            case BF16 ->
                launcher.launch(
                        LaunchDescriptors.get("fill", DType.BF16),
                        LaunchGeometry.over(target.elements(), 8),
                        target,
                        target.elements(),
                        (float) value);
            case F64 -> {
                MemorySegment values = MemorySegment.ofArray(new double[Math.toIntExact(target.elements())]);
                for (long i = 0; i < target.elements(); i++) values.setAtIndex(JAVA_DOUBLE, i, value);
                staging.upload(values, span);
            }
        }
    }

    @Override
    public void copy(Buffer source, Buffer target) {
        if (source.dtype() != target.dtype() || source.elements() != target.elements()) {
            throw new IllegalArgumentException("copy: " + source + " to " + target);
        }
        session.stream().copy(span(target), span(source));
        written(target);
    }

    @Override
    public void upload(float[] source, Buffer target) {
        check("upload", source.length, target, DType.F32, target.elements());
        staging.upload(MemorySegment.ofArray(source), span(target));
        written(target);
    }

    @Override
    public void download(Buffer source, float[] target) {
        check("download", target.length, source, DType.F32, source.elements());
        staging.download(span(source), MemorySegment.ofArray(target));
    }

    @Override
    public Supplier<float[]> fetch(Buffer source) {
        check("fetch", Math.toIntExact(source.elements()), source, DType.F32, source.elements());
        return staging.fetch(span(source));
    }

    @Override
    public void uploadBytes(byte[] source, Buffer target) {
        check("upload", source.length, target, target.dtype(), target.bytes());
        staging.upload(MemorySegment.ofArray(source), span(target));
        written(target);
    }

    @Override
    public void downloadBytes(Buffer source, byte[] target) {
        check("download", target.length, source, source.dtype(), source.bytes());
        staging.download(span(source), MemorySegment.ofArray(target));
    }

    private static DeviceSpan span(Buffer buffer) {
        return new DeviceSpan(buffer.segment().address(), buffer.bytes());
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

    /** Gives everything back, buffers in use as well. */
    @Override
    public synchronized void close() {
        giveBack();
        used.values().forEach(block -> block.owner.close());
        used.clear();
        reservedBytes = 0;
        usedBytes = 0;
    }
}
