package doppel.bindings.onednn;

import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/** A computation planned: oneDNN has chosen an implementation and the layouts that were left to it. */
public final class PrimitiveDescriptor {
    private final MemorySegment handle;
    private final String what;
    private final String implementation;

    private PrimitiveDescriptor(MemorySegment handle, String what, String implementation) {
        this.handle = handle;
        this.what = what;
        this.implementation = implementation;
    }

    /**
     * @param what for messages: family, direction and sizes
     * @param create makes the native descriptor from native attributes
     * @throws SlowImplementationException if only plain loops were found and the attributes do not allow them
     */
    static PrimitiveDescriptor create(
            Arena owner, String what, Attributes attributes, Function<MemorySegment, MemorySegment> create) {
        MemorySegment raw;
        try (Arena call = Arena.ofConfined()) {
            raw = create.apply(attributes.allocate(call));
        } catch (OnednnException e) {
            throw e.during(what);
        }
        String implementation = OnednnCalls.implementationOf(raw);
        if (!attributes.slow() && isSlow(implementation)) {
            OnednnCalls.destroyPrimitiveDescriptor(raw);
            throw new SlowImplementationException(what, implementation);
        }
        MemorySegment handle = Owned.by(owner, raw, "onednn descriptor", what, OnednnCalls::destroyPrimitiveDescriptor);
        return new PrimitiveDescriptor(handle, what, implementation);
    }

    /** Names are such as {@code jit:avx512_core}, {@code brgconv:avx2}, {@code ref:any}, {@code simple:any}. */
    static boolean isSlow(String implementation) {
        return implementation.contains("ref") || implementation.contains("simple");
    }

    /** Layout of an argument; empty ({@link MemoryDescriptor#bytes} 0) if the primitive takes no such argument. */
    public MemoryDescriptor argument(Argument argument) {
        return MemoryDescriptor.borrowed(OnednnCalls.descriptorOfArgument(handle, argument.id()));
    }

    /** Bytes that {@link Argument#SCRATCHPAD} must have. */
    public long scratchpadBytes() {
        return argument(Argument.SCRATCHPAD).bytes();
    }

    /** oneDNN's name of the kernel chosen, such as {@code jit:avx512_core}. */
    public String implementation() {
        return implementation;
    }

    MemorySegment handle() {
        return handle;
    }

    @Override
    public String toString() {
        return what + " by " + implementation;
    }
}
