package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import doppel.kernels.DssimOptions;
import doppel.kernels.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Structural similarity of one pair of pictures {@code [1, h, w, c]}. The Gaussian window is separable: for each row of
 * windows a vertical pass over the last rows of the pictures, then a horizontal pass, where a step of one pixel is c
 * floats. Only as many rows are kept as the window is high. Rows are padded so that loops over whole vectors may run
 * beyond their end.
 */
final class DssimPicture {
    /** The quantities whose means the similarity needs. */
    private static final int A = 0;

    private static final int B = 1;
    private static final int PRODUCT = 2; // a * b
    private static final int SQUARES = 3; // a^2 + b^2

    private final MemorySegment a;
    private final MemorySegment b;
    private final float[] window;
    private final float c1;
    private final float c2;
    private final int channels;
    private final int rowLength; // floats of a row of pixels
    private final int meanLength; // floats of a row of windows
    private final int pixelRows;
    private final int windowRows;
    private final int padded;
    private final float[][][] rows; // the last rows of the four quantities, row r at r % size
    private final float[][] vertical; // the four quantities after the vertical pass
    private final float[][] means; // and after the horizontal one
    private final float[][] ordered; // rows that a vertical pass adds

    DssimPicture(Buffer a, Buffer b, DssimOptions options) {
        this.a = a.segment();
        this.b = b.segment();
        Shape shape = a.shape();
        int size = options.size();
        double[] exact = options.window();
        window = new float[size];
        for (int i = 0; i < size; i++) window[i] = (float) exact[i];
        c1 = (float) options.c1();
        c2 = (float) options.c2();
        channels = shape.size(3);
        rowLength = shape.size(2) * channels;
        meanLength = rowLength - (size - 1) * channels;
        pixelRows = shape.size(1);
        windowRows = pixelRows - size + 1;
        padded = rowLength + 2 * Lanes.WIDTH + (size - 1) * channels;
        rows = new float[4][size][padded];
        vertical = new float[4][padded];
        means = new float[4][padded];
        ordered = new float[size][];
    }

    /** Mean over all windows of {@code l * cs}, for each channel. */
    double[] means() {
        double[] columns = new double[meanLength]; // sums over rows
        float[] similarity = new float[padded];
        for (int row = 0; row < pixelRows; row++) {
            read(row);
            int top = row - window.length + 1;
            if (top < 0) continue;
            filter(top);
            similarity(similarity);
            for (int j = 0; j < meanLength; j++) columns[j] += similarity[j];
        }
        double[] sums = new double[channels];
        for (int j = 0; j < meanLength; j++) sums[j % channels] += columns[j];
        for (int k = 0; k < channels; k++) sums[k] /= windows();
        return sums;
    }

    private double windows() {
        int columns = meanLength / channels;
        return (double) windowRows * columns;
    }

    /** Takes a row of pixels in. */
    private void read(int row) {
        int slot = row % window.length;
        float[] x = rows[A][slot];
        float[] y = rows[B][slot];
        MemorySegment.copy(a, JAVA_FLOAT, (long) row * rowLength * 4, x, 0, rowLength);
        MemorySegment.copy(b, JAVA_FLOAT, (long) row * rowLength * 4, y, 0, rowLength);
        for (int i = 0; i < rowLength; i += Lanes.WIDTH) {
            FloatVector u = FloatVector.fromArray(Lanes.FLOATS, x, i);
            FloatVector v = FloatVector.fromArray(Lanes.FLOATS, y, i);
            u.mul(v).intoArray(rows[PRODUCT][slot], i);
            u.mul(u).add(v.mul(v)).intoArray(rows[SQUARES][slot], i);
        }
    }

    /** Means over the row of windows whose first row of pixels is {@code top}. */
    private void filter(int top) {
        for (int q = 0; q < 4; q++) {
            vertical(rows[q], top, vertical[q]);
            horizontal(vertical[q], means[q]);
        }
    }

    private void vertical(float[][] ring, int top, float[] target) {
        for (int p = 0; p < window.length; p++) ordered[p] = ring[(top + p) % window.length];
        weightedSum(target);
    }

    /** The rows in {@code ordered}, weighted by the window. */
    private void weightedSum(float[] target) {
        for (int i = 0; i < rowLength; i += Lanes.WIDTH) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int p = 0; p < window.length; p++) {
                sum = FloatVector.fromArray(Lanes.FLOATS, ordered[p], i).fma(broadcast(window[p]), sum);
            }
            sum.intoArray(target, i);
        }
    }

    private void horizontal(float[] source, float[] target) {
        for (int i = 0; i < meanLength; i += Lanes.WIDTH) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int q = 0; q < window.length; q++) {
                sum = FloatVector.fromArray(Lanes.FLOATS, source, i + q * channels)
                        .fma(broadcast(window[q]), sum);
            }
            sum.intoArray(target, i);
        }
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Lanes.FLOATS, value);
    }

    private void similarity(float[] target) {
        for (int i = 0; i < meanLength; i += Lanes.WIDTH) {
            FloatVector ma = FloatVector.fromArray(Lanes.FLOATS, means[A], i);
            FloatVector mb = FloatVector.fromArray(Lanes.FLOATS, means[B], i);
            FloatVector product = ma.mul(mb).mul(2);
            FloatVector squares = ma.mul(ma).add(mb.mul(mb));
            FloatVector mab = FloatVector.fromArray(Lanes.FLOATS, means[PRODUCT], i);
            FloatVector ms = FloatVector.fromArray(Lanes.FLOATS, means[SQUARES], i);
            FloatVector above = product.add(c1).mul(mab.mul(2).sub(product).add(c2));
            FloatVector below = squares.add(c1).mul(ms.sub(squares).add(c2));
            above.div(below).intoArray(target, i);
        }
    }

    /**
     * Overwrites db. As in the reference, the similarity of a window depends on the pixels of b through its means of b,
     * ab and a^2 + b^2; their derivatives are spread over the window's pixels by the transposed passes, horizontal
     * first, and {@code db = T(by mb) + a T(by mab) + 2 b T(by ms)}.
     */
    void backward(float[] dy, Buffer db) {
        int size = window.length;
        float[] scale = scales(dy);
        float[][] slopes = new float[3][padded + (size - 1) * channels]; // zeros stand before and behind the row
        float[][][] spread = new float[3][size][padded]; // of window row r at r % size
        float[][] total = new float[3][padded];
        for (int row = 0; row < pixelRows + size - 1; row++) {
            if (row < pixelRows) read(row);
            int top = row - size + 1; // of the newest windows, and the row of pixels that has met all of its windows
            if (top < 0) continue;
            if (top < windowRows) {
                filter(top);
                slopes(scale, slopes);
            }
            for (int q = 0; q < 3; q++) {
                float[] newest = spread[q][top % size];
                if (top < windowRows) transposedHorizontal(slopes[q], newest);
                else Arrays.fill(newest, 0);
                transposedVertical(spread[q], top, total[q]);
            }
            combine(top, total, db.segment());
        }
    }

    /** {@code -dy / (2 windows)} of each channel, repeated along a row. */
    private float[] scales(float[] dy) {
        float[] scale = new float[padded];
        for (int i = 0; i < meanLength; i++) scale[i] = (float) (-dy[i % channels] / (2 * windows()));
        return scale;
    }

    /** Derivatives by the means of b, ab and a^2 + b^2; they stand {@code (size - 1) * channels} behind the start. */
    private void slopes(float[] scale, float[][] target) {
        int offset = (window.length - 1) * channels;
        for (int i = 0; i < meanLength; i += Lanes.WIDTH) {
            FloatVector ma = FloatVector.fromArray(Lanes.FLOATS, means[A], i);
            FloatVector mb = FloatVector.fromArray(Lanes.FLOATS, means[B], i);
            FloatVector product = ma.mul(mb).mul(2);
            FloatVector squares = ma.mul(ma).add(mb.mul(mb));
            FloatVector mab = FloatVector.fromArray(Lanes.FLOATS, means[PRODUCT], i);
            FloatVector ms = FloatVector.fromArray(Lanes.FLOATS, means[SQUARES], i);
            FloatVector luminanceBelow = squares.add(c1);
            FloatVector contrastBelow = ms.sub(squares).add(c2);
            FloatVector luminance = product.add(c1).div(luminanceBelow);
            FloatVector contrast = mab.mul(2).sub(product).add(c2).div(contrastBelow);
            FloatVector byLuminance = ma.sub(luminance.mul(mb)).div(luminanceBelow);
            FloatVector byContrast = contrast.mul(mb).sub(ma).div(contrastBelow);
            FloatVector factor = FloatVector.fromArray(Lanes.FLOATS, scale, i); // 0 beyond the row
            contrast.mul(byLuminance)
                    .add(luminance.mul(byContrast))
                    .mul(2)
                    .mul(factor)
                    .intoArray(target[0], offset + i);
            luminance.mul(2).div(contrastBelow).mul(factor).intoArray(target[1], offset + i);
            luminance.mul(contrast).neg().div(contrastBelow).mul(factor).intoArray(target[2], offset + i);
        }
    }

    /** Pixel j takes part in the windows that start at {@code j - q}. */
    private void transposedHorizontal(float[] source, float[] target) {
        int offset = (window.length - 1) * channels;
        for (int i = 0; i < rowLength; i += Lanes.WIDTH) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int q = 0; q < window.length; q++) {
                sum = FloatVector.fromArray(Lanes.FLOATS, source, offset + i - q * channels)
                        .fma(broadcast(window[q]), sum);
            }
            sum.intoArray(target, i);
        }
    }

    /** Row {@code last} of pixels takes part in the windows that start at {@code last - p}. */
    private void transposedVertical(float[][] ring, int last, float[] target) {
        for (int p = 0; p < window.length; p++) ordered[p] = ring[Math.floorMod(last - p, window.length)];
        weightedSum(target);
    }

    private void combine(int row, float[][] total, MemorySegment db) {
        float[] x = rows[A][row % window.length];
        float[] y = rows[B][row % window.length];
        float[] sum = total[0];
        for (int i = 0; i < rowLength; i += Lanes.WIDTH) {
            FloatVector byProduct = FloatVector.fromArray(Lanes.FLOATS, total[1], i);
            FloatVector bySquares = FloatVector.fromArray(Lanes.FLOATS, total[2], i);
            FloatVector u = FloatVector.fromArray(Lanes.FLOATS, x, i).mul(byProduct);
            FloatVector v =
                    FloatVector.fromArray(Lanes.FLOATS, y, i).mul(bySquares).mul(2);
            FloatVector.fromArray(Lanes.FLOATS, sum, i).add(u).add(v).intoArray(sum, i);
        }
        MemorySegment.copy(sum, 0, db, JAVA_FLOAT, (long) row * rowLength * 4, rowLength);
    }
}
