package doppel.kernels.cpu;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A loop for each way of storing its operands, copied when it is first asked for.
 *
 * @param <L> the loop
 */
final class Loops<L> {
    private final Class<? extends L> written;
    private final Class<L> type;
    private final Object[] function;
    private final Map<Storage, L> copies = new ConcurrentHashMap<>();

    /** Takes what {@link LoopCopy#of} does. */
    Loops(Class<? extends L> written, Class<L> type, Object... function) {
        this.written = written;
        this.type = type;
        this.function = function;
    }

    /** The loop over operands stored so. */
    L over(Storage storage) {
        return copies.computeIfAbsent(storage, s -> LoopCopy.of(written, type, s, function));
    }
}
