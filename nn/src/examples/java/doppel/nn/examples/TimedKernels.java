package doppel.nn.examples;

import doppel.kernels.Buffer;
import doppel.kernels.Kernels;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chapter 10. A back-end that passes every call on to another one and keeps the time. A step sees no difference, for
 * all it knows of a device is the interface {@link Kernels}.
 */
final class TimedKernels {
    /**
     * All calls of one kernel.
     *
     * @param name family and method, such as {@code conv.forward}
     * @param seconds together
     * @param bytes of all buffers passed, each once a call
     * @param flops multiplications and additions of convolutions and products, 0 for others
     */
    record Entry(String name, int calls, double seconds, long bytes, long flops) {
        private Entry with(double moreSeconds, long moreBytes, long moreFlops) {
            return new Entry(name, calls + 1, seconds + moreSeconds, bytes + moreBytes, flops + moreFlops);
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Object> families = new HashMap<>();
    private final Kernels kernels;

    TimedKernels(Kernels kernels) {
        this.kernels = proxy(Kernels.class, (method, arguments) -> {
            Object result = call(kernels, method, arguments);
            if (result == null || !method.getReturnType().getName().endsWith("Kernels")) return result;
            return families.computeIfAbsent(method.getName(), name -> timed(name, method.getReturnType(), result));
        });
    }

    /** What a model is to be given. */
    Kernels kernels() {
        return kernels;
    }

    /** What was called, the longest first. */
    List<Entry> entries() {
        return entries.values().stream()
                .sorted(Comparator.comparingDouble(Entry::seconds).reversed())
                .toList();
    }

    /** Forgets the calls so far, after warming up. */
    void reset() {
        entries.clear();
    }

    private <T> T timed(String family, Class<T> type, Object target) {
        return proxy(type, (method, arguments) -> {
            long start = System.nanoTime();
            Object result = call(target, method, arguments);
            double seconds = (System.nanoTime() - start) / 1e9;
            String name = family + "." + method.getName();
            Entry entry = entries.getOrDefault(name, new Entry(name, 0, 0, 0, 0));
            entries.put(name, entry.with(seconds, Work.bytes(arguments), Work.flops(name, arguments)));
            return result;
        });
    }

    private interface Call {
        @Nullable Object of(Method method, @Nullable Object[] arguments) throws Throwable;
    }

    @SuppressWarnings("ReferenceEquality") // back-ends are equal if they are the same
    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                TimedKernels.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> self == Objects.requireNonNull(arguments)[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> call.of(method, arguments == null ? new Object[0] : arguments);
                }));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /** How much a call had to do at least. */
    private static final class Work {
        static long bytes(@Nullable Object... arguments) {
            long bytes = 0;
            for (Object a : arguments) if (a instanceof Buffer buffer) bytes += buffer.bytes();
            return bytes;
        }

        /** Two per weight and output that meet, zeros of the border included; each of the three passes is as long. */
        static long flops(String name, @Nullable Object... arguments) {
            return switch (name) {
                case "conv.forward" -> 2 * elements(arguments[6]) * perOutput(arguments[1]);
                case "conv.backwardData" -> 2 * elements(arguments[0]) * perOutput(arguments[1]);
                case "conv.backwardWeights" -> 2 * elements(arguments[1]) * perOutput(arguments[3]);
                case "matmul.multiply" -> {
                    Buffer a = buffer(arguments[0]);
                    int inner = a.shape().size(Boolean.TRUE.equals(arguments[1]) ? 0 : 1);
                    yield 2 * elements(arguments[5]) * inner;
                }
                default -> 0;
            };
        }

        /** Multiplications for one output: the weights {@code [k, kh, kw, c]} of one k. */
        private static long perOutput(@Nullable Object weights) {
            Buffer w = buffer(weights);
            return w.elements() / w.shape().size(0);
        }

        private static long elements(@Nullable Object argument) {
            return buffer(argument).elements();
        }

        private static Buffer buffer(@Nullable Object argument) {
            return (Buffer) Objects.requireNonNull(argument);
        }
    }
}
