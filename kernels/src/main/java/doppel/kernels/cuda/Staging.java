package doppel.kernels.cuda;

import doppel.bindings.cuda.CudaEvent;
import doppel.bindings.cuda.CudaStream;
import doppel.bindings.cuda.DeviceSpan;
import doppel.bindings.cuda.PinnedMemory;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies between the heap and a card by way of pinned memory. An upload returns when the heap has been read. None may
 * happen while a program is recorded: it would be recorded too, with what the host has at that moment.
 */
final class Staging {
    private static final long HALF_BYTES = 4L << 20;

    private final CudaSession session;
    private @Nullable SmallCopies small;
    private final UploadRing uploads;
    private Half @Nullable [] halves;
    private int turn;

    /** Downloads have two: while the card copies into one, the host copies from the other. */
    private record Half(MemorySegment memory, CudaEvent passed) {}

    Staging(CudaSession session) {
        this.session = session;
        uploads = new UploadRing(session);
    }

    /** @param source heap memory as long as {@code target} */
    void upload(MemorySegment source, DeviceSpan target) {
        session.refuseInCapture("uploads");
        if (target.bytes() <= SmallCopies.MOST_BYTES) small().upload(source, target);
        else uploads.upload(source, target);
    }

    /** The floats that the memory holds after all work so far, once they are asked for. */
    Supplier<float[]> fetch(DeviceSpan source) {
        session.refuseInCapture("downloads");
        if (source.bytes() <= SmallCopies.MOST_BYTES) return small().fetch(source);
        float[] values = new float[Math.toIntExact(source.bytes() / Float.BYTES)];
        download(source, MemorySegment.ofArray(values));
        return () -> values;
    }

    /** @param target heap memory as long as {@code source} */
    void download(DeviceSpan source, MemorySegment target) {
        session.refuseInCapture("downloads");
        if (source.bytes() <= SmallCopies.MOST_BYTES) {
            small().download(source, target);
            return;
        }
        CudaStream stream = session.stream();
        Half[] halves = halves();
        long queued = 0;
        for (long at = 0; at < source.bytes(); at += HALF_BYTES) {
            for (; queued < source.bytes() && queued < at + 2 * HALF_BYTES; queued += HALF_BYTES) {
                Half half = halves[turn];
                turn = 1 - turn;
                long bytes = Math.min(HALF_BYTES, source.bytes() - queued);
                stream.copyToHost(half.memory.asSlice(0, bytes), source.slice(queued, bytes));
                half.passed.record(stream);
            }
            // the oldest of those queued: with two in flight it is the one whose turn is next
            boolean alone = queued - at <= HALF_BYTES;
            Half half = halves[alone ? 1 - turn : turn];
            half.passed.synchronize();
            long bytes = Math.min(HALF_BYTES, source.bytes() - at);
            MemorySegment.copy(half.memory, 0, target, at, bytes);
        }
    }

    private SmallCopies small() {
        SmallCopies known = small;
        if (known != null) return known;
        var made = new SmallCopies(session);
        small = made;
        return made;
    }

    private Half[] halves() {
        Half[] known = halves;
        if (known != null) return known;
        var pinned = new PinnedMemory(
                session.owner(), session.context(), 2 * HALF_BYTES, PinnedMemory.Access.READ_AND_WRITE);
        Half[] made = new Half[2];
        for (int i = 0; i < made.length; i++) {
            MemorySegment memory = pinned.segment().asSlice(i * HALF_BYTES, HALF_BYTES);
            made[i] = new Half(memory, new CudaEvent(session.owner(), session.context(), false));
        }
        halves = made;
        return made;
    }
}
