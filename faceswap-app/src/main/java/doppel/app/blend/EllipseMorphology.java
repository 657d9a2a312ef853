package doppel.app.blend;

import doppel.app.image.FloatImage;
import java.util.Arrays;

/**
 * Erosion and dilation of masks by large ellipses, with the kernel and the result of OpenCV, whose time grows with the
 * area of the kernel where this grows with its width: the least values of 1, 2, 4... rows are tabled, and each column
 * of the kernel is the lesser of two of them. What lies outside the picture does not count.
 */
final class EllipseMorphology {
    private EllipseMorphology() {}

    /** The least value under an ellipse as wide and high as {@code kernel}; x has one channel. */
    static FloatImage erode(FloatImage x, int kernel) {
        int[] values = new int[x.data().length];
        for (int i = 0; i < values.length; i++) values[i] = ordered(Float.floatToRawIntBits(x.data()[i]));
        int[] least = least(values, x.width(), x.height(), kernel);
        FloatImage out = new FloatImage(x.width(), x.height(), 1);
        for (int i = 0; i < least.length; i++) out.data()[i] = Float.intBitsToFloat(ordered(least[i]));
        return out;
    }

    /** The largest value; otherwise as {@link #erode}. */
    static FloatImage dilate(FloatImage x, int kernel) {
        return negated(erode(negated(x), kernel));
    }

    private static FloatImage negated(FloatImage x) {
        FloatImage out = x.copy();
        for (int i = 0; i < out.data().length; i++) out.data()[i] = -x.data()[i];
        return out;
    }

    /**
     * Bits of a float as a whole number of the same order, and back. The processor finds the lesser of whole numbers in
     * one step, that of floats in several.
     */
    private static int ordered(int bits) {
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    private static int[] least(int[] values, int width, int height, int kernel) {
        if (kernel < 1) throw new IllegalArgumentException("morphology: kernel must be >= 1, got " + kernel);
        int[][] columns = columns(kernel);
        int reach = kernel / 2;
        int row = width + 2 * reach;
        int[][] tables = new int[Integer.SIZE - Integer.numberOfLeadingZeros(kernel)][];
        tables[0] = new int[(height + 2 * reach) * row];
        Arrays.fill(tables[0], Integer.MAX_VALUE);
        for (int y = 0; y < height; y++) {
            System.arraycopy(values, y * width, tables[0], (y + reach) * row + reach, width);
        }
        for (int k = 1; k < tables.length; k++) tables[k] = doubled(tables[k - 1], row, 1 << (k - 1));
        int[] out = new int[width * height];
        int[] least = new int[width];
        int[] one = new int[width];
        for (int y = 0; y < height; y++) {
            Arrays.fill(least, Integer.MAX_VALUE);
            for (int dx = 0; dx < kernel; dx++) {
                int from = columns[dx][0];
                int count = columns[dx][1] - from;
                if (count < 1) continue;
                int k = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(count);
                System.arraycopy(tables[k], (y + from) * row + dx, one, 0, width);
                lower(least, one, width);
                System.arraycopy(tables[k], (y + from + count - (1 << k)) * row + dx, one, 0, width);
                lower(least, one, width);
            }
            System.arraycopy(least, 0, out, y * width, width);
        }
        return out;
    }

    /** The least values of twice as many rows. */
    private static int[] doubled(int[] table, int row, int ahead) {
        int[] out = table.clone();
        int[] least = new int[row];
        int[] one = new int[row];
        for (int y = 0; y < table.length / row - ahead; y++) {
            System.arraycopy(table, y * row, least, 0, row);
            System.arraycopy(table, (y + ahead) * row, one, 0, row);
            lower(least, one, row);
            System.arraycopy(least, 0, out, y * row, row);
        }
        return out;
    }

    /** Rows of equal start: only so the compiler sees that no write meets a later read, and takes many at once. */
    private static void lower(int[] least, int[] other, int count) {
        for (int x = 0; x < count; x++) least[x] = Math.min(least[x], other[x]);
    }

    /** For each column of the kernel its first row and the row after its last one. */
    private static int[][] columns(int kernel) {
        int radius = kernel / 2;
        int[][] columns = new int[kernel][];
        for (int dx = 0; dx < kernel; dx++) columns[dx] = new int[] {kernel, kernel};
        for (int y = 0; y < kernel; y++) {
            int dy = y - radius;
            double half =
                    radius == 0 ? 0 : radius * Math.sqrt((radius * radius - dy * dy) / (double) (radius * radius));
            int reach = (int) Math.rint(half);
            for (int dx = Math.max(0, radius - reach); dx < Math.min(kernel, radius + reach + 1); dx++) {
                columns[dx][0] = Math.min(columns[dx][0], y);
                columns[dx][1] = y + 1;
            }
        }
        return columns;
    }
}
