package doppel.kernels.cpu;

import doppel.kernels.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reduction seen as {@code [pictures, rows, columns, inner]}, where rows and inner are summed over: neighbouring axes
 * of one kind are one axis.
 */
record Folding(int pictures, int rows, int columns, int inner) {
    /** Null if the reduced axes are too scattered. */
    static @Nullable Folding of(Shape x, Shape y) {
        List<Integer> sizes = new ArrayList<>(); // from the last axis: summed, kept, summed, kept
        sizes.add(1);
        boolean summed = true;
        for (int axis = 1; axis <= x.rank(); axis++) {
            int size = x.size(-axis);
            if (size == 1) continue;
            boolean kept = axis <= y.rank() && y.size(-axis) == size;
            if (kept == summed) {
                sizes.add(1);
                summed = !summed;
            }
            sizes.set(sizes.size() - 1, sizes.getLast() * size);
        }
        while (sizes.size() < 4) sizes.add(1);
        return sizes.size() > 4 ? null : new Folding(sizes.get(3), sizes.get(2), sizes.get(1), sizes.get(0));
    }

    /** Sums over rows what was summed over inner already. */
    double[] foldRows(double[] values) {
        if (rows == 1) return values;
        double[] sums = new double[pictures * columns];
        for (int i = 0; i < values.length; i++) sums[i / (rows * columns) * columns + i % columns] += values[i];
        return sums;
    }
}
