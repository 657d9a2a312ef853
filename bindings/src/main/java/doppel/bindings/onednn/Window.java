package doppel.bindings.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How a window moves over height and width.
 *
 * @param stride step, the same both ways
 * @param dilation distance of neighbouring taps, 1 for none
 */
public record Window(int stride, int dilation, int top, int left, int bottom, int right) {
    MemorySegment strides(Arena call) {
        return call.allocateFrom(JAVA_LONG, stride, stride);
    }

    /** oneDNN counts the gaps between taps, not the distance. */
    MemorySegment dilations(Arena call) {
        return call.allocateFrom(JAVA_LONG, dilation - 1, dilation - 1);
    }

    MemorySegment paddingBefore(Arena call) {
        return call.allocateFrom(JAVA_LONG, top, left);
    }

    MemorySegment paddingAfter(Arena call) {
        return call.allocateFrom(JAVA_LONG, bottom, right);
    }
}
