package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;

import doppel.kernels.Buffer;
import doppel.kernels.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The tiles of a convolution's result, 4 x 4 pixels each, row by row, and the ways between pictures and the 36 matrices
 * of products. A matrix has a row for each tile of a chunk and a column for each channel; the next begins right behind
 * it. Channels are taken by whole vectors: if the last ones do not fill one, it begins earlier and does some again.
 *
 * @param down tiles along a column of a picture
 * @param across tiles along a row
 * @param count tiles of all pictures
 */
record WinogradTiles(int down, int across, int count) {
    private static final int TILE = WinogradTransform.TILE;
    private static final int POINTS = WinogradTransform.POINTS;

    /** Tiles that cover pictures {@code [n, h, w, c]}. */
    static WinogradTiles of(Shape y) {
        int down = Math.ceilDiv(y.size(1), TILE);
        int across = Math.ceilDiv(y.size(2), TILE);
        return new WinogradTiles(down, across, Math.multiplyExact(y.size(0), down * across));
    }

    /**
     * Tiles worked on together.
     *
     * @param from the first
     * @param to the last, exclusive
     * @param rows of a matrix, at least as many
     */
    record Chunk(int from, int to, int rows) {}

    /**
     * {@code B^T d B} of the windows of 6 x 6 pixels that tiles are made from.
     *
     * @param top rows of zeros above the picture
     * @param left columns of zeros beside it
     * @param start tile of the matrices' first row
     */
    void inputs(Buffer x, int top, int left, Chunk chunk, int start, MemorySegment points, WinogradScratch s) {
        points(s.inputs, x, -top, -left, POINTS, chunk, start, points, s);
    }

    /** {@code A dy A^T} of tiles of the gradient. */
    void resultGradients(Buffer dy, Chunk chunk, int start, MemorySegment points, WinogradScratch s) {
        points(s.resultGradients, dy, 0, 0, TILE, chunk, start, points, s);
    }

    private void points(
            WinogradTransform transform,
            Buffer x,
            int rowsOff,
            int columnsOff,
            int size,
            Chunk chunk,
            int start,
            MemorySegment points,
            WinogradScratch s) {
        int c = x.shape().size(3);
        for (int tile = chunk.from; tile < chunk.to; tile++) {
            int width;
            for (int at = 0; at < c; at += width) {
                at = Math.min(at, c - Lanes.WIDTH);
                width = WinogradScratch.width(at, c);
                read(x, tile, rowsOff, columnsOff, size, at, width, s.a);
                transform.plane(s.a, s.b, width);
                spread(s.a, width, points, (tile - start) * c + at, chunk.rows * c);
            }
        }
    }

    /** {@code y = act(A^T m A + bias + residual)}, where act is x above 0, else slope * x. */
    void results(
            MemorySegment products,
            Chunk chunk,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            float slope,
            Buffer y,
            WinogradScratch s) {
        int k = y.shape().size(3);
        for (int tile = chunk.from; tile < chunk.to; tile++) {
            int width;
            for (int at = 0; at < k; at += width) {
                at = Math.min(at, k - Lanes.WIDTH);
                width = WinogradScratch.width(at, k);
                collect(products, (tile - chunk.from) * k + at, chunk.rows * k, width, s.a);
                s.results.plane(s.a, s.b, width);
                write(s, tile, at, width, bias, residual, slope, y);
            }
        }
    }

    /** A square of {@code size * size} pixels that begins so many rows and columns off its tile; zeros outside. */
    private void read(Buffer x, int tile, int rowsOff, int columnsOff, int size, int at, int width, float[] to) {
        int h = x.shape().size(1);
        int w = x.shape().size(2);
        int c = x.shape().size(3);
        int top = tile / across % down * TILE + rowsOff;
        int left = tile % across * TILE + columnsOff;
        int place = ((tile / (down * across) * h + top) * w + left) * c + at;
        if (top < 0 || left < 0 || top + size > h || left + size > w) Arrays.fill(to, 0, size * size * width, 0);
        MemorySegment source = x.segment();
        Storage storage = Storage.of(x);
        int rowEnd = Math.min(size, h - top);
        int columnEnd = Math.min(size, w - left);
        for (int i = Math.max(0, -top); i < rowEnd; i++) {
            for (int j = Math.max(0, -left); j < columnEnd; j++) {
                storage.read(source, place + (i * w + j) * c, to, (i * size + j) * width, width);
            }
        }
    }

    /** The part of a tile in {@code s.a} that lies in the picture. */
    private void write(
            WinogradScratch s,
            int tile,
            int at,
            int width,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            float slope,
            Buffer y) {
        int h = y.shape().size(1);
        int w = y.shape().size(2);
        int k = y.shape().size(3);
        int top = tile / across % down * TILE;
        int left = tile % across * TILE;
        int place = ((tile / (down * across) * h + top) * w + left) * k + at;
        MemorySegment target = y.segment();
        Storage storage = Storage.of(y);
        int rowEnd = Math.min(TILE, h - top);
        int columnEnd = Math.min(TILE, w - left);
        for (int i = 0; i < rowEnd; i++) {
            for (int j = 0; j < columnEnd; j++) {
                int start = (i * TILE + j) * width;
                int to = place + (i * w + j) * k;
                if (residual != null) storage.read(residual.segment(), to, s.b, start, width);
                finish(s.a, start, width, bias, at, residual == null ? null : s.b, slope);
                storage.write(s.a, start, target, to, width);
            }
        }
    }

    /** {@code act(v + bias + residual)} in place. */
    private static void finish(
            float[] v, int start, int width, @Nullable Buffer bias, int at, float @Nullable [] residual, float slope) {
        for (int i = 0; i < width; i += Lanes.WIDTH) {
            FloatVector sum = FloatVector.fromArray(Lanes.FLOATS, v, start + i);
            if (bias != null) sum = sum.add(Lanes.load(bias.segment(), at + i));
            if (residual != null) sum = sum.add(FloatVector.fromArray(Lanes.FLOATS, residual, start + i));
            sum.mul(slope).blend(sum, sum.compare(GT, 0)).intoArray(v, start + i);
        }
    }

    /** From {@code [points, points, width]} to one place of each matrix, {@code step} elements from the next. */
    static void spread(float[] from, int width, MemorySegment to, int at, int step) {
        for (int p = 0; p < POINTS * POINTS; p++) Lanes.copy(from, p * width, to, at + p * step, width);
    }

    /** The other way. */
    static void collect(MemorySegment from, int at, int step, int width, float[] to) {
        for (int p = 0; p < POINTS * POINTS; p++) Lanes.copy(from, at + p * step, to, p * width, width);
    }
}
