package doppel.bindings.examples;

import doppel.bindings.gen.onednn.onednn_h;
import doppel.bindings.lifetime.Owned;
import doppel.bindings.onednn.Onednn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Chapter 4, the third layer: an owner. Its handle is destroyed when the arena closes, and stands in the ledger until
 * then.
 */
final class Layout {
    private final MemorySegment handle;

    /** A picture batch of f32, channels last, by its logical sizes {@code [n, c, h, w]}. */
    Layout(Arena owner, long... sizes) {
        Onednn.load(); // the library, before the first generated function looks for its symbol
        MemorySegment raw = LayoutCalls.create(sizes, onednn_h.dnnl_f32(), onednn_h.dnnl_acdb());
        handle = Owned.by(owner, raw, "layout", Arrays.toString(sizes), LayoutCalls::destroy);
    }

    long bytes() {
        return LayoutCalls.bytes(handle);
    }
}
