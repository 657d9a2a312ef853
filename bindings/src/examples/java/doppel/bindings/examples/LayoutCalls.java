package doppel.bindings.examples;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.onednn.onednn_h;
import doppel.bindings.lifetime.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Chapter 4, the second layer: a method per C function, without statuses, and still without an owner. */
final class LayoutCalls {
    private LayoutCalls() {}

    static MemorySegment create(long[] sizes, int type, int tag) {
        try (Arena call = Arena.ofConfined()) { // what the call alone needs
            MemorySegment out = call.allocate(ADDRESS);
            MemorySegment dims = call.allocateFrom(JAVA_LONG, sizes);
            int status = onednn_h.dnnl_memory_desc_create_with_tag(out, sizes.length, dims, type, tag);
            if (status != onednn_h.dnnl_success()) {
                throw new NativeException("onednn: dnnl_memory_desc_create_with_tag of %s: status %d"
                        .formatted(Arrays.toString(sizes), status));
            }
            return out.get(ADDRESS, 0);
        }
    }

    static long bytes(MemorySegment layout) {
        return onednn_h.dnnl_memory_desc_get_size(layout);
    }

    static void destroy(MemorySegment layout) {
        int status = onednn_h.dnnl_memory_desc_destroy(layout);
        if (status != onednn_h.dnnl_success()) {
            throw new NativeException("onednn: dnnl_memory_desc_destroy: status " + status);
        }
    }
}
