package doppel.benchmarks;

import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Kernels;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A back-end that keeps account of another one's time: each call of each family, until the device has done it. So a
 * card is made to wait after every kernel, and its times say less than those of a processor.
 */
final class TimedKernels {
    /**
     * What equal calls have cost.
     *
     * @param calls how many
     * @param nanos of all of them
     * @param flops of all of them; 0 if memory is their limit
     * @param bytes of their buffers, each counted once a call
     */
    record Account(long calls, long nanos, double flops, double bytes) {
        private Account plus(Account other) {
            return new Account(calls + other.calls, nanos + other.nanos, flops + other.flops, bytes + other.bytes);
        }
    }

    private final Kernels timed;
    private final boolean shapes;
    private final Map<String, Object> families = new HashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    /** @param shapes whether calls with other shapes are other calls */
    TimedKernels(Kernels timed, boolean shapes) {
        this.timed = timed;
        this.shapes = shapes;
    }

    /** Forgets what was counted so far. */
    void reset() {
        accounts.clear();
    }

    /** By family and method, and shapes if asked for. */
    Map<String, Account> accounts() {
        return accounts;
    }

    /** To be used in place of the other. */
    Kernels kernels() {
        return (Kernels) proxy(Kernels.class, timed, (method, arguments) -> {
            Object result = invoke(timed, method, arguments);
            if (result == null || !method.getReturnType().getSimpleName().endsWith("Kernels")) return result;
            return families.computeIfAbsent(method.getName(), name -> family(name, method, result));
        });
    }

    private Object family(String name, Method of, Object target) {
        return proxy(of.getReturnType(), target, (method, arguments) -> {
            long start = System.nanoTime();
            Object result = invoke(target, method, arguments);
            timed.synchronize();
            long nanos = System.nanoTime() - start;
            List<Object> all = arguments == null ? List.of() : Arrays.asList(arguments);
            List<Buffer> buffers = all.stream()
                    .filter(Buffer.class::isInstance)
                    .map(Buffer.class::cast)
                    .toList();
            double bytes = buffers.stream().mapToDouble(Buffer::bytes).sum();
            accounts.merge(
                    name + "." + method.getName() + (shapes ? details(all, buffers) : ""),
                    new Account(1, nanos, flops(name, method.getName(), all, buffers), bytes),
                    Account::plus);
            return result;
        });
    }

    private static String details(List<Object> all, List<Buffer> buffers) {
        String stride = all.stream()
                .filter(Conv2dOptions.class::isInstance)
                .map(options -> " stride " + ((Conv2dOptions) options).stride())
                .collect(Collectors.joining());
        return buffers.stream().map(b -> " " + b.shape()).collect(Collectors.joining()) + stride;
    }

    /** A multiply-add counts as two. */
    private static double flops(String family, String method, List<Object> all, List<Buffer> buffers) {
        return switch (family) {
            case "conv" -> {
                Buffer weights = method.equals("backwardWeights") ? (Buffer) all.get(3) : (Buffer) all.get(1);
                Buffer result = method.equals("forward")
                        ? buffers.getLast()
                        : (Buffer) all.get(method.equals("backwardData") ? 0 : 1);
                yield 2.0
                        * result.elements()
                        * weights.elements()
                        / weights.shape().size(0);
            }
            case "matmul" -> {
                Buffer a = buffers.getFirst();
                Buffer y = buffers.getLast();
                int inner = a.shape().size((boolean) all.get(1) ? -2 : -1);
                yield 2.0 * y.elements() * inner;
            }
            default -> 0;
        };
    }

    private interface Call {
        @Nullable Object run(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static Object proxy(Class<?> type, Object target, Call call) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (method.getDeclaringClass() != Object.class) {
                return method.isDefault()
                        ? InvocationHandler.invokeDefault(self, method, arguments)
                        : call.run(method, arguments);
            }
            return switch (method.getName()) {
                case "equals" -> isSame(self, arguments[0]);
                case "hashCode" -> System.identityHashCode(self);
                default -> "timed " + target;
            };
        });
    }

    @SuppressWarnings("ReferenceEquality") // what Object.equals says
    private static boolean isSame(Object self, Object other) {
        return self == other;
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
