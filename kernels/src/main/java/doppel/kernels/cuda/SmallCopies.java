package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.bindings.cuda.CudaEvent;
import doppel.bindings.cuda.DeviceSpan;
import doppel.bindings.cuda.PinnedMemory;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies of some kilobytes, in the stream of all work, by way of a ring of pinned pieces: the host waits only when it
 * has gone around.
 */
final class SmallCopies {
    /** Larger ones go another way. */
    static final long MOST_BYTES = 64 << 10;

    private static final int PIECES = 16;

    private final CudaSession session;
    private final Piece[] pieces = new Piece[PIECES];
    private int turn;

    /** Pinned memory, a mark behind its last copy, and who still wants to read what that copy brought. */
    private static final class Piece {
        final MemorySegment memory;
        final CudaEvent passed;

        @Nullable Fetched fetched;

        Piece(MemorySegment memory, CudaEvent passed) {
            this.memory = memory;
            this.passed = passed;
        }
    }

    SmallCopies(CudaSession session) {
        this.session = session;
        var pinned = new PinnedMemory(
                session.owner(), session.context(), PIECES * MOST_BYTES, PinnedMemory.Access.READ_AND_WRITE);
        for (int i = 0; i < PIECES; i++) {
            MemorySegment memory = pinned.segment().asSlice(i * MOST_BYTES, MOST_BYTES);
            pieces[i] = new Piece(memory, new CudaEvent(session.owner(), session.context(), false));
        }
    }

    /** @param source heap memory as long as {@code target} */
    void upload(MemorySegment source, DeviceSpan target) {
        Piece piece = next();
        MemorySegment part = piece.memory.asSlice(0, target.bytes());
        part.copyFrom(source);
        session.stream().copyToDevice(target, part);
        piece.passed.record(session.stream());
    }

    /** What the memory holds after all work so far, once it is asked for. */
    Supplier<float[]> fetch(DeviceSpan source) {
        Piece piece = next();
        session.stream().copyToHost(piece.memory.asSlice(0, source.bytes()), source);
        piece.passed.record(session.stream());
        var fetched = new Fetched(piece, source.bytes());
        piece.fetched = fetched;
        return fetched::get;
    }

    /** @param target heap memory as long as {@code source} */
    void download(DeviceSpan source, MemorySegment target) {
        Piece piece = next();
        MemorySegment part = piece.memory.asSlice(0, source.bytes());
        session.stream().copyToHost(part, source);
        piece.passed.record(session.stream());
        piece.passed.synchronize();
        target.copyFrom(part);
    }

    private Piece next() {
        Piece piece = pieces[turn];
        turn = (turn + 1) % PIECES;
        if (piece.fetched != null) piece.fetched.get();
        piece.passed.synchronize();
        return piece;
    }

    /** Values on their way. */
    private static final class Fetched {
        private final Piece piece;
        private final long bytes;
        private float @Nullable [] values;

        Fetched(Piece piece, long bytes) {
            this.piece = piece;
            this.bytes = bytes;
        }

        float[] get() {
            float[] known = values;
            if (known != null) return known;
            piece.passed.synchronize();
            known = piece.memory.asSlice(0, bytes).toArray(JAVA_FLOAT);
            values = known;
            piece.fetched = null;
            return known;
        }
    }
}
