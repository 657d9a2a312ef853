package doppel.bindings.onednn;

import java.lang.foreign.Arena;

/** Plans copies from one layout, or type, to another. */
public final class Reorder {
    private Reorder() {}

    /** Arguments: {@code SOURCE, DESTINATION}, of the same logical sizes. */
    public static PrimitiveDescriptor of(
            Arena owner,
            OnednnEngine engine,
            MemoryDescriptor source,
            MemoryDescriptor destination,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "reorder " + source + " to " + destination,
                attributes,
                options -> DescriptorCalls.reorder(engine, source, destination, options));
    }
}
