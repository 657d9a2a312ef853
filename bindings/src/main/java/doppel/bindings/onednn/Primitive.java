package doppel.bindings.onednn;

import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * A computation ready to run. Its arguments are fixed in kind and order when it is made, so a run only sets addresses:
 * 0.02 microseconds each.
 */
public final class Primitive {
    private final OnednnEngine engine;
    private final PrimitiveDescriptor descriptor;
    private final MemorySegment handle;
    private final Argument[] kinds;
    private final MemorySegment[] memories;
    private final long[] bytes;
    private final MemorySegment arguments;

    /**
     * @param owner its closing destroys the primitive; {@code descriptor} must live as long
     * @param arguments what {@link #execute} will be given, in its order, with {@link Argument#SCRATCHPAD} if it is to
     *     be used; those the primitive does not take are ignored
     */
    public Primitive(Arena owner, OnednnEngine engine, PrimitiveDescriptor descriptor, List<Argument> arguments) {
        this.engine = engine;
        this.descriptor = descriptor;
        handle = Owned.by(
                owner,
                OnednnCalls.createPrimitive(descriptor.handle()),
                "onednn primitive",
                descriptor,
                OnednnCalls::destroyPrimitive);
        kinds = arguments.toArray(Argument[]::new);
        memories = new MemorySegment[kinds.length];
        bytes = new long[kinds.length];
        int[] ids = new int[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            ids[i] = kinds[i].id();
            MemorySegment layout = descriptor.argument(kinds[i]).handle();
            bytes[i] = OnednnCalls.sizeOfMemoryDescriptor(layout);
            memories[i] = Owned.by(
                    owner,
                    OnednnCalls.createMemory(layout, engine.handle()),
                    "onednn memory",
                    kinds[i],
                    OnednnCalls::destroyMemory);
        }
        this.arguments = OnednnCalls.arguments(owner, ids, memories);
    }

    /**
     * Runs the computation; it is done on return.
     *
     * @param data one segment per argument, in the order given at the making; native, at least as long as the
     *     argument's layout says
     * @throws IllegalArgumentException if a segment is missing or too short
     */
    public void execute(MemorySegment... data) {
        if (data.length != kinds.length) {
            throw new IllegalArgumentException(
                    "%s: wanted %d arguments, got %d".formatted(descriptor, kinds.length, data.length));
        }
        for (int i = 0; i < data.length; i++) {
            if (data[i].byteSize() < bytes[i]) {
                throw new IllegalArgumentException("%s: argument %s needs %d bytes, got %d"
                        .formatted(descriptor, kinds[i], bytes[i], data[i].byteSize()));
            }
            OnednnCalls.setDataHandle(memories[i], data[i]);
        }
        OnednnCalls.execute(handle, engine.stream(), kinds.length, arguments);
        engine.synchronize();
    }

    /** What was planned. */
    public PrimitiveDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public String toString() {
        return descriptor + " on " + Arrays.toString(kinds);
    }
}
