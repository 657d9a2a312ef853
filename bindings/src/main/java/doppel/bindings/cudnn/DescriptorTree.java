package doppel.bindings.cudnn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cudnn.cudnn_h;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;

/** Makes native descriptors of {@link DescSpec}s, parts first; failures name the path from the outermost one. */
final class DescriptorTree {
    private final Arena owner;
    private final IdentityHashMap<DescSpec, MemorySegment> made = new IdentityHashMap<>();

    /** @param owner its closing destroys all of them */
    DescriptorTree(Arena owner) {
        this.owner = owner;
    }

    /** The native descriptor of a spec, finished; the same one for the same spec. */
    MemorySegment make(DescSpec spec) {
        return make(spec, spec.name());
    }

    /** A native descriptor that cuDNN will fill. */
    MemorySegment empty(String name, int type) {
        return Owned.by(
                owner,
                CudnnCalls.createDescriptor(type, name),
                "cudnn descriptor",
                name,
                CudnnCalls::destroyDescriptor);
    }

    private MemorySegment make(DescSpec spec, String path) {
        MemorySegment known = made.get(spec);
        if (known != null) return known;
        MemorySegment descriptor = empty(path, spec.type());
        for (DescSpec.Attribute attribute : spec.attributes()) {
            try (Arena call = Arena.ofConfined()) {
                set(call, descriptor, attribute, path + "/" + attribute.name());
            }
        }
        CudnnCalls.finish(descriptor, path);
        made.put(spec, descriptor);
        return descriptor;
    }

    private void set(Arena call, MemorySegment target, DescSpec.Attribute attribute, String path) {
        int number = attribute.number();
        switch (attribute) {
            case DescSpec.Longs longs -> {
                MemorySegment values = call.allocateFrom(JAVA_LONG, longs.values());
                set(target, number, cudnn_h.CUDNN_TYPE_INT64(), longs.values().length, values, path);
            }
            case DescSpec.Choice choice -> {
                MemorySegment value = call.allocateFrom(JAVA_INT, choice.value());
                set(target, number, choice.type(), 1, value, path);
            }
            case DescSpec.Flag flag -> {
                MemorySegment value = call.allocateFrom(JAVA_BYTE, (byte) (flag.value() ? 1 : 0));
                set(target, number, cudnn_h.CUDNN_TYPE_BOOLEAN(), 1, value, path);
            }
            case DescSpec.Real real -> {
                MemorySegment value = call.allocateFrom(JAVA_DOUBLE, real.value());
                set(target, number, cudnn_h.CUDNN_TYPE_DOUBLE(), 1, value, path);
            }
            case DescSpec.Text text -> { // with the zero at its end
                MemorySegment value = call.allocateFrom(text.value());
                set(target, number, cudnn_h.CUDNN_TYPE_CHAR(), value.byteSize(), value, path);
            }
            case DescSpec.Pointers pointers -> {
                MemorySegment values = call.allocateFrom(JAVA_LONG, pointers.values());
                set(target, number, cudnn_h.CUDNN_TYPE_VOID_PTR(), pointers.values().length, values, path);
            }
            case DescSpec.Handle handle -> {
                MemorySegment value = call.allocateFrom(ADDRESS, handle.value());
                set(target, number, cudnn_h.CUDNN_TYPE_HANDLE(), 1, value, path);
            }
            case DescSpec.Parts parts -> {
                MemorySegment array = call.allocate(ADDRESS, parts.values().size());
                for (int i = 0; i < parts.values().size(); i++) {
                    DescSpec part = parts.values().get(i);
                    array.setAtIndex(ADDRESS, i, make(part, path + "/" + part.name()));
                }
                set(
                        target,
                        number,
                        cudnn_h.CUDNN_TYPE_BACKEND_DESCRIPTOR(),
                        parts.values().size(),
                        array,
                        path);
            }
            case DescSpec.Made other -> {
                MemorySegment value = call.allocateFrom(ADDRESS, other.value());
                set(target, number, cudnn_h.CUDNN_TYPE_BACKEND_DESCRIPTOR(), 1, value, path);
            }
        }
    }

    private static void set(MemorySegment target, int number, int type, long count, MemorySegment values, String path) {
        CudnnCalls.setAttribute(target, number, type, count, values, path);
    }
}
