package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.cpu.WinogradProducts.Packing;
import java.lang.foreign.MemorySegment;

/** The ways between 3 x 3 taps and the 36 matrices that stand for them. */
final class WinogradTaps {
    private static final int TAPS = 9;

    private WinogradTaps() {}

    /**
     * {@code G w G^T} of some rows.
     *
     * @param w {@code [rows, 3, 3, columns]}
     * @param flipped whether the taps are taken from the last to the first, as the gradient of the input takes them
     */
    static void points(
            Buffer w, boolean flipped, int from, int to, Packing packing, MemorySegment u, WinogradScratch s) {
        int columns = w.shape().size(3);
        for (int row = from; row < to; row++) {
            int width;
            for (int at = 0; at < columns; at += width) {
                width = Math.min(packing.block(), Math.ceilDiv(columns - at, Lanes.WIDTH) * Lanes.WIDTH);
                width = Math.min(width, 64);
                int whole = Math.min(width, (columns - at) / Lanes.WIDTH * Lanes.WIDTH);
                for (int t = 0; t < TAPS; t++) {
                    int place = (row * TAPS + (flipped ? TAPS - 1 - t : t)) * columns + at;
                    Lanes.copy(w.segment(), place, s.a, t * width, whole);
                    if (whole == width) continue;
                    Lanes.load(w.segment(), place + whole, Lanes.rest(at + whole, columns))
                            .intoArray(s.a, t * width + whole);
                }
                s.taps.plane(s.a, s.b, width);
                WinogradTiles.spread(s.a, width, u, packing.place(row, at), packing.elements());
            }
        }
    }

    /**
     * {@code G^T sums G} of some rows.
     *
     * @param sums 36 matrices {@code [rows, columns]}
     * @param dw {@code [rows, 3, 3, columns]}
     */
    static void gradients(MemorySegment sums, int from, int to, Buffer dw, WinogradScratch s) {
        int rows = dw.shape().size(0);
        int columns = dw.shape().size(3);
        for (int row = from; row < to; row++) {
            int width;
            for (int at = 0; at < columns; at += width) {
                at = Math.min(at, columns - Lanes.WIDTH);
                width = WinogradScratch.width(at, columns);
                WinogradTiles.collect(sums, row * columns + at, rows * columns, width, s.a);
                s.tapGradients.plane(s.a, s.b, width);
                for (int t = 0; t < TAPS; t++) {
                    Lanes.copy(s.a, t * width, dw.segment(), (row * TAPS + t) * columns + at, width);
                }
            }
        }
    }
}
