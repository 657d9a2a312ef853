package doppel.kernels.cuda;

import doppel.bindings.cuda.CudaEvent;
import doppel.bindings.cuda.CudaStream;
import doppel.bindings.cuda.DeviceSpan;
import doppel.bindings.cuda.PinnedMemory;
import java.lang.foreign.MemorySegment;

/**
 * Copies between the heap and a card by way of two halves of pinned memory: while the card copies one, the host copies
 * the other. An upload returns when the heap has been read; the card's copies stand in the stream like all its work.
 */
final class Staging {
    private static final long HALF_BYTES = 4L << 20;

    private final CudaSession session;
    private final Half[] halves = new Half[2];
    private int turn;

    private record Half(MemorySegment memory, CudaEvent passed) {}

    Staging(CudaSession session) {
        this.session = session;
        var pinned = new PinnedMemory(
                session.owner(), session.context(), 2 * HALF_BYTES, PinnedMemory.Access.READ_AND_WRITE);
        for (int i = 0; i < halves.length; i++) {
            MemorySegment memory = pinned.segment().asSlice(i * HALF_BYTES, HALF_BYTES);
            halves[i] = new Half(memory, new CudaEvent(session.owner(), session.context(), false));
        }
    }

    /** @param source heap memory as long as {@code target} */
    void upload(MemorySegment source, DeviceSpan target) {
        CudaStream stream = session.stream();
        for (long at = 0; at < target.bytes(); at += HALF_BYTES) {
            long bytes = Math.min(HALF_BYTES, target.bytes() - at);
            Half half = next();
            half.passed.synchronize(); // the copy before the last has read it
            MemorySegment part = half.memory.asSlice(0, bytes);
            MemorySegment.copy(source, at, part, 0, bytes);
            stream.copyToDevice(target.slice(at, bytes), part);
            half.passed.record(stream);
        }
    }

    /** @param target heap memory as long as {@code source} */
    void download(DeviceSpan source, MemorySegment target) {
        CudaStream stream = session.stream();
        long queued = 0;
        for (long at = 0; at < source.bytes(); at += HALF_BYTES) {
            for (; queued < source.bytes() && queued < at + 2 * HALF_BYTES; queued += HALF_BYTES) {
                Half half = next();
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

    private Half next() {
        Half half = halves[turn];
        turn = 1 - turn;
        return half;
    }
}
