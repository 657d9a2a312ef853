package doppel.kernels.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Gives each function, and each way of storing its operands, a loop of its own. Vectors live in registers only where the
 * compiler has put the function's body into the loop, and it does so only where it sees a single function there. So the
 * class of a loop is written once, with storage and function in static final fields, and defined anew, as a hidden class,
 * for each of them.
 */
final class LoopCopy {
    private LoopCopy() {}

    /**
     * A new copy of a loop.
     *
     * @param written class of this package that asks for its {@link #storage} and {@link #function} and has a constructor
     *     without arguments
     * @param function none if the loop is not over a function
     */
    static <L> L of(Class<? extends L> written, Class<L> type, Storage storage, Object... function) {
        List<Object> constants = new ArrayList<>(List.of(storage));
        constants.addAll(List.of(function));
        try (InputStream in = written.getResourceAsStream(written.getSimpleName() + ".class")) {
            if (in == null) throw new IllegalStateException("loop copy: the bytes of " + written + " are missing");
            MethodHandles.Lookup copy =
                    MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), constants, true);
            return type.cast(copy.lookupClass().getDeclaredConstructor().newInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("loop copy: " + written + " cannot be copied", e);
        }
    }

    /** Loops for each constant of an enum. */
    static <E extends Enum<E>, L> Map<E, Loops<L>> table(Class<E> constants, Function<E, Loops<L>> loops) {
        Map<E, Loops<L>> table = new EnumMap<>(constants);
        for (E constant : constants.getEnumConstants()) table.put(constant, loops.apply(constant));
        return table;
    }

    /** The storage of the copy that asks. */
    static Storage storage(MethodHandles.Lookup copy) {
        return data(copy, Storage.class, 0);
    }

    /** The function of the copy that asks. */
    static <F> F function(MethodHandles.Lookup copy, Class<F> type) {
        return data(copy, type, 1);
    }

    private static <T> T data(MethodHandles.Lookup copy, Class<T> type, int index) {
        try {
            return MethodHandles.classDataAt(copy, ConstantDescs.DEFAULT_NAME, type, index);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("loop copy: " + copy + " cannot see what it is made for", e);
        }
    }
}
