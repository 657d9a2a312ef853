package doppel.kernels.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Gives each function a loop of its own. Vectors live in registers only where the compiler has put the function's body
 * into the loop, and it does so only where it sees a single function there. So the class of a loop is written once,
 * with its function in a static final field, and defined anew, as a hidden class, for every function.
 */
final class LoopCopy {
    private LoopCopy() {}

    /**
     * A new copy of a loop.
     *
     * @param written class of this package that takes its function from {@link #function} and has a constructor without
     *     arguments
     */
    static <L> L of(Class<? extends L> written, Class<L> type, Object function) {
        try (InputStream in = written.getResourceAsStream(written.getSimpleName() + ".class")) {
            if (in == null) throw new IllegalStateException("loop copy: the bytes of " + written + " are missing");
            MethodHandles.Lookup copy =
                    MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), function, true);
            return type.cast(copy.lookupClass().getDeclaredConstructor().newInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("loop copy: " + written + " cannot be copied", e);
        }
    }

    /** A loop for each constant of an enum. */
    static <E extends Enum<E>, L> Map<E, L> table(Class<E> constants, Function<E, L> loops) {
        Map<E, L> table = new EnumMap<>(constants);
        for (E constant : constants.getEnumConstants()) table.put(constant, loops.apply(constant));
        return table;
    }

    /** The function of the copy that asks. */
    static <F> F function(MethodHandles.Lookup copy, Class<F> type) {
        try {
            return MethodHandles.classData(copy, ConstantDescs.DEFAULT_NAME, type);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("loop copy: " + copy + " cannot see its function", e);
        }
    }
}
