package doppel.kernels.host;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which spans of a line of places are free. Whoever wants some gets the lowest, so that what is in use stays together at
 * the low end; neighbours that are free are one span.
 */
final class FreeSpans {
    private final NavigableMap<Long, Long> lengths = new TreeMap<>(); // by first place

    /** Takes {@code length} places from the lowest span that has them. */
    OptionalLong take(long length) {
        for (Map.Entry<Long, Long> span : lengths.entrySet()) {
            if (span.getValue() >= length) return OptionalLong.of(shorten(span.getKey(), span.getValue(), length));
        }
        return OptionalLong.empty();
    }

    private long shorten(long start, long had, long taken) {
        lengths.remove(start);
        if (had > taken) lengths.put(start + taken, had - taken);
        return start;
    }

    /** Frees {@code length} places that were taken, or are new. */
    void give(long start, long length) {
        long from = start;
        long to = start + length;
        Map.Entry<Long, Long> before = lengths.lowerEntry(start);
        if (before != null && before.getKey() + before.getValue() == start) from = before.getKey();
        Long after = lengths.remove(to);
        if (after != null) to += after;
        lengths.put(from, to - from);
    }
}
