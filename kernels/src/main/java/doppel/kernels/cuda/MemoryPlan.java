package doppel.kernels.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places in one block of memory for spans that are not all in use at once. Large spans are placed first, each into the
 * smallest gap that fits between those placed before that are in use at the same time, or behind them.
 */
final class MemoryPlan {
    /**
     * One allocation. Time counts allocations: span i is in use from time i on.
     *
     * @param bytes its size, above 0
     * @param first when it is allocated
     * @param last the last time at which it is in use, at least {@code first}
     */
    record Span(long bytes, int first, int last) {
        Span {
            if (bytes < 1 || first > last) throw new IllegalArgumentException("span: " + bytes + " bytes");
        }

        boolean meets(Span other) {
            return first <= other.last && other.first <= last;
        }
    }

    private final List<Span> spans;
    private final long[] offsets;
    private final long bytes;

    private MemoryPlan(List<Span> spans, long[] offsets, long bytes) {
        this.spans = spans;
        this.offsets = offsets;
        this.bytes = bytes;
    }

    /** @param alignment of all offsets and of the whole size */
    static MemoryPlan of(List<Span> spans, long alignment) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) order.add(i);
        order.sort(Comparator.comparingLong(i -> -spans.get(i).bytes));
        long[] offsets = new long[spans.size()];
        List<Integer> placed = new ArrayList<>(); // by offset
        long end = 0;
        for (int i : order) {
            Span span = spans.get(i);
            offsets[i] = gap(span, spans, offsets, placed, alignment);
            end = Math.max(end, roundUp(offsets[i] + span.bytes, alignment));
            int at = 0;
            while (at < placed.size() && offsets[placed.get(at)] <= offsets[i]) at++;
            placed.add(at, i);
        }
        return new MemoryPlan(List.copyOf(spans), offsets, end);
    }

    private static long gap(Span span, List<Span> spans, long[] offsets, List<Integer> placed, long alignment) {
        long best = -1;
        long smallest = Long.MAX_VALUE;
        long free = 0;
        for (int other : placed) {
            if (!spans.get(other).meets(span)) continue;
            long room = offsets[other] - free;
            if (room >= span.bytes && room < smallest) {
                smallest = room;
                best = free;
            }
            free = Math.max(free, roundUp(offsets[other] + spans.get(other).bytes, alignment));
        }
        return best >= 0 ? best : free;
    }

    private static long roundUp(long bytes, long alignment) {
        return (bytes + alignment - 1) / alignment * alignment;
    }

    /** The allocations, in order. */
    List<Span> spans() {
        return spans;
    }

    /** Where span i begins. */
    long offset(int i) {
        return offsets[i];
    }

    /** Size of the block. */
    long bytes() {
        return bytes;
    }

    /** The most bytes in use at one time: no plan needs less. */
    long floor() {
        long most = 0;
        for (int time = 0; time < spans.size(); time++) {
            long sum = 0;
            for (Span span : spans) if (span.first <= time && time <= span.last) sum += span.bytes;
            most = Math.max(most, sum);
        }
        return most;
    }
}
