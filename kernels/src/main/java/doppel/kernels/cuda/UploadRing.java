package doppel.kernels.cuda;

import doppel.bindings.cuda.CudaEvent;
import doppel.bindings.cuda.CudaStream;
import doppel.bindings.cuda.DeviceMemory;
import doppel.bindings.cuda.DeviceSpan;
import doppel.bindings.cuda.PinnedMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Uploads of pictures beside the work under way. A slot is pinned memory and as much of the card's: the host fills the
 * pinned half, a stream of copies brings it to the card at once, and the stream of all work takes it from there when
 * its turn comes, in no time. So the next step's pictures are on the card before this step ends. Slots are made as they
 * are needed, and the host waits only when all are on their way.
 */
final class UploadRing {
    private static final long SLOT_BYTES = 8L << 20;
    private static final int MOST_SLOTS = 8;

    private final CudaSession session;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable CudaStream copies;
    private int turn;

    /**
     * @param arrived behind the copy to the card
     * @param taken behind the copy on the card
     */
    private record Slot(MemorySegment pinned, DeviceSpan device, CudaEvent arrived, CudaEvent taken) {}

    UploadRing(CudaSession session) {
        this.session = session;
    }

    /** @param source heap memory as long as {@code target} */
    void upload(MemorySegment source, DeviceSpan target) {
        CudaStream work = session.stream();
        CudaStream aside = copies();
        for (long at = 0; at < target.bytes(); at += SLOT_BYTES) {
            long bytes = Math.min(SLOT_BYTES, target.bytes() - at);
            Slot slot = next();
            slot.arrived.synchronize(); // the pinned half has been read
            MemorySegment part = slot.pinned.asSlice(0, bytes);
            MemorySegment.copy(source, at, part, 0, bytes);
            aside.waitFor(slot.taken);
            aside.copyToDevice(slot.device, part);
            slot.arrived.record(aside);
            work.waitFor(slot.arrived);
            work.copy(target.slice(at, bytes), slot.device.slice(0, bytes));
            slot.taken.record(work);
        }
    }

    private CudaStream copies() {
        CudaStream known = copies;
        if (known != null) return known;
        var made = new CudaStream(session.owner(), session.context(), "copies", false);
        copies = made;
        return made;
    }

    /** The slot that has waited longest, if it is free, or a new one. */
    private Slot next() {
        if (turn < slots.size()
                && (slots.size() == MOST_SLOTS || slots.get(turn).taken.isDone())) {
            Slot slot = slots.get(turn);
            turn = (turn + 1) % slots.size();
            return slot;
        }
        var pinned = new PinnedMemory(session.owner(), session.context(), SLOT_BYTES, PinnedMemory.Access.WRITE_ONLY);
        var device = new DeviceMemory(session.owner(), session.context(), SLOT_BYTES, "upload");
        var slot = new Slot(
                pinned.segment(),
                device.span(),
                new CudaEvent(session.owner(), session.context(), false),
                new CudaEvent(session.owner(), session.context(), false));
        slots.add(turn, slot);
        turn = (turn + 1) % slots.size();
        return slot;
    }
}
