package doppel.kernels.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Notes of what one run of a piece of work allocates and releases. */
final class MemoryTrace {
    private final List<Long> sizes = new ArrayList<>();
    private final List<Integer> lasts = new ArrayList<>();
    private final Map<Long, Integer> open = new HashMap<>();

    void allocated(long address, long bytes) {
        open.put(address, sizes.size());
        sizes.add(bytes);
        lasts.add(Integer.MAX_VALUE);
    }

    void released(long address) {
        Integer i = open.remove(address);
        if (i == null) throw new IllegalStateException("program: it releases a buffer that was made outside of it");
        lasts.set(i, sizes.size() - 1);
    }

    /**
     * What was noted.
     *
     * @throws IllegalStateException if something is still in use
     */
    List<MemoryPlan.Span> spans() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(
                    "program: %d of the buffers that it made were not released by its end".formatted(open.size()));
        }
        List<MemoryPlan.Span> spans = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) spans.add(new MemoryPlan.Span(sizes.get(i), i, lasts.get(i)));
        return spans;
    }
}
