package doppel.kernels.cpu;

import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.Window;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.kernels.Shape;

/** Weights and geometry of a convolution as oneDNN sees them. */
final class ConvLayouts {
    private ConvLayouts() {}

    static Window window(Conv2dOptions options) {
        Padding p = options.padding();
        return new Window(options.stride(), options.dilation(), p.top(), p.left(), p.bottom(), p.right());
    }

    /** Whether there is an output whose whole window lies in the padding. */
    static boolean hasBlindWindows(Shape x, Shape w, Conv2dOptions options) {
        Shape y = options.outputShape(x, w);
        return hasBlindWindows(
                        x.size(1), w.size(1), y.size(1), options.padding().top(), options)
                || hasBlindWindows(
                        x.size(2), w.size(2), y.size(2), options.padding().left(), options);
    }

    private static boolean hasBlindWindows(int in, int taps, int out, int before, Conv2dOptions options) {
        for (int i = 0; i < out; i++) {
            boolean sees = false;
            for (int a = 0; a < taps && !sees; a++) {
                int at = i * options.stride() + a * options.dilation() - before;
                sees = at >= 0 && at < in;
            }
            if (!sees) return true;
        }
        return false;
    }

    /** Our {@code [k, kh, kw, c / groups]}. */
    static MemoryDescriptor ours(Planner planner, Shape w, int groups, DataType type) {
        long kernel = (long) w.size(1) * w.size(2) * w.size(3);
        long[] inner = {kernel, 1, (long) w.size(2) * w.size(3), w.size(3)};
        long[] strides =
                groups == 1 ? inner : new long[] {w.size(0) / groups * kernel, inner[0], inner[1], inner[2], inner[3]};
        return MemoryDescriptor.of(planner.arena(), type, sizes(w, groups), strides);
    }

    /** A layout of oneDNN's choice. */
    static MemoryDescriptor any(Planner planner, Shape w, int groups, DataType type) {
        return MemoryDescriptor.any(planner.arena(), type, sizes(w, groups));
    }

    /** {@code [k, c, h, w]}, or {@code [g, k / g, c / g, h, w]}. */
    private static long[] sizes(Shape w, int groups) {
        return groups == 1
                ? new long[] {w.size(0), w.size(3), w.size(1), w.size(2)}
                : new long[] {groups, w.size(0) / groups, w.size(3), w.size(1), w.size(2)};
    }
}
