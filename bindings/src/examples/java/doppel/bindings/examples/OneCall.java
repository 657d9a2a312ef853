package doppel.bindings.examples;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.lifetime.NativeLedger;
import doppel.bindings.onednn.Algorithm;
import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.OnednnEngine;
import doppel.bindings.onednn.Pointwise;
import doppel.bindings.onednn.PostOp;
import doppel.bindings.onednn.Primitive;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;

/** Chapter 4. From a line of a C header to a result in Java. */
final class OneCall {
    private OneCall() {}

    public static void main(String[] args) {
        System.out.println("called by hand: oneDNN " + versionByHand());
        try (Arena arena = Arena.ofConfined()) {
            var layout = new Layout(arena, 1, 3, 8, 8);
            System.out.printf("through three layers: 1 x 3 x 8 x 8 floats take %d bytes%n", layout.bytes());
            System.out.println("the ledger has " + NativeLedger.stillOpen());
        }
        System.out.println("after the arena closed: " + NativeLedger.stillOpen());
        System.out.println("leaky ReLU of -2, -1, 0, 1, 2: " + Arrays.toString(leakyRelu(0.1f, -2, -1, 0, 1, 2)));
    }

    /**
     * What jextract writes for each function, written once by hand. The header says
     *
     * <pre>{@code
     * typedef struct { int major; int minor; int patch; ... } dnnl_version_t;
     * const dnnl_version_t DNNL_API *dnnl_version(void);
     * }</pre>
     */
    @SuppressWarnings("restricted") // if these lines do not say what the header says, the process may crash
    static String versionByHand() {
        MemoryLayout version = MemoryLayout.structLayout(
                JAVA_INT.withName("major"), JAVA_INT.withName("minor"), JAVA_INT.withName("patch"));
        MemorySegment symbol = NativeLibrary.ONEDNN.symbols().findOrThrow("dnnl_version");
        FunctionDescriptor signature = FunctionDescriptor.of(ADDRESS.withTargetLayout(version));
        MethodHandle function = Linker.nativeLinker().downcallHandle(symbol, signature);
        try {
            MemorySegment v = (MemorySegment) function.invokeExact();
            return v.get(JAVA_INT, 0) + "." + v.get(JAVA_INT, 4) + "." + v.get(JAVA_INT, 8);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a C function throws nothing", e);
        }
    }

    /** A real computation: by the owners of {@code doppel.bindings.onednn}, which are made like {@link Layout}. */
    static float[] leakyRelu(float slope, float... x) {
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            var layout = MemoryDescriptor.dense(arena, DataType.F32, x.length);
            var function = new PostOp.Eltwise(Algorithm.RELU, slope, 0);
            var plan = Pointwise.forward(arena, engine, function, layout, Attributes.DEFAULT);
            var primitive = new Primitive(arena, engine, plan, List.of(Argument.SOURCE, Argument.DESTINATION));

            MemorySegment source = arena.allocateFrom(JAVA_FLOAT, x);
            MemorySegment destination = arena.allocate(layout.bytes(), 64);
            primitive.execute(source, destination);
            return destination.toArray(JAVA_FLOAT);
        }
    }
}
