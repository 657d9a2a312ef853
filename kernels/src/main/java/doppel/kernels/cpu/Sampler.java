package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.Shape;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * Pictures made of the taps of places, by vectors along the channels. Places are shared out among the crew; in the
 * gradient, where two places may add to one pixel, pictures and blocks of channels are.
 */
record Sampler(Crew crew) {
    /** Channels of a picture that one thread adds to. */
    private static final int BLOCK = 64;

    /** A piece of the work on consecutive places whose taps are known. */
    interface Places {
        /**
         * Works on n places.
         *
         * @param from number of the first
         */
        void take(SampleTaps taps, long from, int n);
    }

    /** Whether the vector loops can take it: floats, of which an int counts. */
    static boolean fits(Buffer x, Buffer y) {
        return Lanes.floats(x) && x.elements() <= Lanes.MOST && y.elements() <= Lanes.MOST;
    }

    /** Finds the taps of places {@code from} to {@code to} and hands them to {@code places}, some at a time. */
    static void walk(SampleTaps taps, long from, long to, Places places) {
        for (long start = from; start < to; start += SampleTaps.MOST) {
            int n = (int) Math.min(SampleTaps.MOST, to - start);
            taps.find(start, n);
            places.take(taps, start, n);
        }
    }

    /** Places of c channels that make a span. */
    static long together(int c) {
        return Math.max(1, Lanes.SPAN / (4 * c));
    }

    /**
     * {@code y} at each place = the sum of its taps by their weights.
     *
     * @param room taps to be found, a new table at each call
     */
    void blend(Buffer x, Supplier<SampleTaps> room, Buffer y) {
        int c = x.shape().size(3);
        MemorySegment in = x.segment();
        MemorySegment out = y.segment();
        Places blending = (taps, from, n) -> SampleLoops.blend(in, taps, n, out, (int) from * c, c);
        crew.run(y.elements() / c, together(c), y.elements(), (from, to, _) -> walk(room.get(), from, to, blending));
    }

    /** {@code dx} = each {@code dy} added to its taps by their weights. */
    void share(Buffer dy, Supplier<SampleTaps> room, Buffer dx) {
        Shape shape = dx.shape();
        int c = shape.size(3);
        int blocks = (c + BLOCK - 1) / BLOCK;
        int pixels = shape.size(1) * shape.size(2);
        long area = dy.elements() / c / shape.size(0);
        MemorySegment in = dy.segment();
        MemorySegment out = dx.segment();
        crew.run((long) shape.size(0) * blocks, 1, dx.elements() + dy.elements(), (piece, _, _) -> {
            long picture = piece / blocks;
            int first = (int) (piece % blocks) * BLOCK;
            int width = Math.min(BLOCK, c - first);
            for (long i = picture * pixels; i < (picture + 1) * pixels; i++) {
                SampleLoops.zero(out, (int) i * c + first, width);
            }
            Places sharing =
                    (taps, from, n) -> SampleLoops.share(in, (int) from * c + first, taps, n, out, first, c, width);
            walk(room.get(), picture * area, (picture + 1) * area, sharing);
        });
    }
}
