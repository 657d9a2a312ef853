package doppel.kernels.cuda;

import doppel.bindings.cuda.DeviceSpan;
import java.util.HashMap;
import java.util.Map;

/**
 * Serves the allocations of one run from one block, at the places planned from an earlier run, so that addresses are
 * the same each time; and holds the run to the plan.
 */
final class PlannedMemory {
    private final MemoryPlan plan;
    private final DeviceSpan block;
    private final Map<Long, Integer> open = new HashMap<>();
    private int next;

    /** @param block as large as the plan */
    PlannedMemory(MemoryPlan plan, DeviceSpan block) {
        this.plan = plan;
        this.block = block;
    }

    /** The place of the next allocation. */
    DeviceSpan allocate(long bytes) {
        int i = next++;
        if (i >= plan.spans().size()) throw differs("it allocates once more");
        MemoryPlan.Span planned = plan.spans().get(i);
        if (planned.bytes() != bytes) throw differs("it allocates %d bytes, not %d".formatted(bytes, planned.bytes()));
        for (int j : open.values())
            if (plan.spans().get(j).last() < i) throw differs("it keeps buffer " + j + " longer");
        DeviceSpan span = block.slice(plan.offset(i), bytes);
        open.put(span.address(), i);
        return span;
    }

    /** Ends the use of a place. */
    void release(long address) {
        if (open.remove(address) == null) throw differs("it releases a buffer that was made outside of it");
    }

    /** Ends the run. */
    void end() {
        if (next < plan.spans().size()) throw differs("it allocates no more");
        if (!open.isEmpty()) throw differs("it ends with " + open.size() + " buffers in use");
    }

    private IllegalStateException differs(String how) {
        return new IllegalStateException("program: a run is not as the one before, after %d of %d allocations: %s"
                .formatted(next, plan.spans().size(), how));
    }
}
