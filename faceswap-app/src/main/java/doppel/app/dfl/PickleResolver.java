package doppel.app.dfl;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of what the machine left: pending arrays become arrays, and values that lie in each other too deep, in a
 * circle, or shared so often that walking them would never end are refused.
 */
final class PickleResolver {
    private final PickleLimits limits;
    private final Set<Object> shared;
    /** How many values a shared container holds, so that it is counted through once. */
    private final IdentityHashMap<Object, Integer> counts = new IdentityHashMap<>();

    /** @param shared the containers, by identity, that may lie in more than one place */
    PickleResolver(PickleLimits limits, Set<Object> shared) {
        this.limits = limits;
        this.shared = shared;
    }

    @Nullable Object resolve(@Nullable Object parsed) throws PickleException {
        count(parsed, 0);
        return finished(parsed);
    }

    private int count(@Nullable Object value, int depth) throws PickleException {
        if (depth > limits.depth())
            throw new PickleException("values lie more than " + limits.depth() + " deep, or in a circle");
        return switch (value) {
            case List<?> list -> countItems(list, list, depth);
            case Map<?, ?> map -> countItems(map, map.values(), depth);
            case PickleTuple tuple -> countItems(tuple, tuple.items(), depth);
            case PickleGlobal global -> throw new PickleException("the class " + global + " as a value");
            case PendingType type -> throw new PickleException("an element type as a value");
            case PendingArray array -> {
                array.value();
                yield 1;
            }
            case null, default -> 1;
        };
    }

    private int countItems(Object container, Iterable<?> items, int depth) throws PickleException {
        Integer known = counts.get(container);
        if (known != null) return known;
        long total = 1;
        for (Object item : items) total += count(item, depth + 1);
        if (total > limits.objects()) throw new PickleException("more than " + limits.objects() + " values");
        if (shared.contains(container)) counts.put(container, (int) total);
        return (int) total;
    }

    /** Containers are changed in place, tuples made anew; counting has shown that this ends. */
    @SuppressWarnings("unchecked") // lists and maps on the machine's stack are its own
    private @Nullable Object finished(@Nullable Object value) throws PickleException {
        return switch (value) {
            case ArrayList<?> list -> {
                ListIterator<@Nullable Object> items = ((List<@Nullable Object>) list).listIterator();
                while (items.hasNext()) items.set(finished(items.next()));
                yield list;
            }
            case LinkedHashMap<?, ?> map -> {
                for (Map.Entry<@Nullable Object, @Nullable Object> entry :
                        ((Map<@Nullable Object, @Nullable Object>) map).entrySet())
                    entry.setValue(finished(entry.getValue()));
                yield map;
            }
            case PickleTuple tuple -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (Object item : tuple.items()) items.add(finished(item));
                yield new PickleTuple(items);
            }
            case PendingArray array -> array.value();
            case null, default -> value;
        };
    }
}
