package doppel.bindings.libraries;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import doppel.bindings.lifetime.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/**
 * The OpenMP runtime that oneDNN runs on. Its number of threads is fixed when it is loaded, from the environment
 * variable {@code OMP_NUM_THREADS}; the system property {@code doppel.threads} sets that variable before.
 */
public final class OpenMp {
    private static final String PROPERTY = "doppel.threads";

    /**
     * Turns of the loop in which an idle thread waits before it sleeps. The runtime's own 300,000 keep a core from our
     * threads for milliseconds after each of oneDNN's calls; with none, every call has to wake its threads.
     */
    private static final String SPINS = "10000";

    private OpenMp() {}

    /**
     * Sets {@code OMP_NUM_THREADS} for this process if the system property asks for it, and how long idle threads wait
     * unless the environment says so. Without effect once a runtime is loaded.
     *
     * @throws NativeException if the property is not a number from 1 to 1024
     */
    static void configure() {
        if (System.getenv("GOMP_SPINCOUNT") == null && System.getenv("OMP_WAIT_POLICY") == null) {
            setEnvironment("GOMP_SPINCOUNT", SPINS);
        }
        String requested = System.getProperty(PROPERTY);
        if (requested == null) return;
        if (!requested.matches("[1-9]\\d{0,3}") || Integer.parseInt(requested) > 1024) {
            throw new NativeException("system property " + PROPERTY + ": wanted 1 to 1024, got " + requested);
        }
        setEnvironment("OMP_NUM_THREADS", requested);
    }

    /** How many threads a parallel region started by the calling thread would have; empty if no runtime is loaded. */
    @SuppressWarnings("restricted") // libraryLookup by name: answers the copy that oneDNN loaded
    public static OptionalInt threads() {
        if (!NativeLibrary.ONEDNN.isLoaded()) return OptionalInt.empty();
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup runtime = SymbolLookup.libraryLookup("libgomp.so.1", arena);
            var function = Linker.nativeLinker()
                    .downcallHandle(runtime.findOrThrow("omp_get_max_threads"), FunctionDescriptor.of(JAVA_INT));
            return OptionalInt.of((int) function.invokeExact());
        } catch (IllegalArgumentException e) { // oneDNN built on another runtime
            return OptionalInt.empty();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }

    /**
     * Sets how many threads a parallel region has that the calling thread starts; those of other threads stay as they
     * are.
     *
     * @return how many it had before, to be set again
     * @throws IllegalArgumentException if oneDNN runs on another runtime; see {@link #threads}
     */
    public static int limit(int threads) {
        Limit limit = Limit.OF_PROCESS;
        try {
            int before = (int) limit.get.invokeExact();
            limit.set.invokeExact(threads);
            return before;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }

    private record Limit(MethodHandle get, MethodHandle set) {
        static final Limit OF_PROCESS = open();

        @SuppressWarnings("restricted") // libraryLookup by name: answers the copy that oneDNN loaded
        private static Limit open() {
            SymbolLookup runtime = SymbolLookup.libraryLookup("libgomp.so.1", Arena.global());
            Linker linker = Linker.nativeLinker();
            return new Limit(
                    linker.downcallHandle(runtime.findOrThrow("omp_get_max_threads"), FunctionDescriptor.of(JAVA_INT)),
                    linker.downcallHandle(
                            runtime.findOrThrow("omp_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT)));
        }
    }

    /** The process's own environment, which {@link System#getenv} copied at start and does not show. */
    @SuppressWarnings("restricted") // downcallHandle: C setenv(const char *, const char *, int)
    private static void setEnvironment(String name, String value) {
        Linker linker = Linker.nativeLinker();
        try (Arena call = Arena.ofConfined()) {
            var setenv = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setenv"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
            int status = (int) setenv.invokeExact(call.allocateFrom(name), call.allocateFrom(value), 1);
            if (status != 0) throw new NativeException("setenv " + name + "=" + value + " failed");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }
}
