package doppel.kernels.cuda;

import doppel.kernels.Shape;
import java.util.Arrays;

/**
 * A walk over all indices below {@code sizes}, outermost first, with the steps it takes in two views of memory. Axes of
 * size 1 are left out and axes that both views step through as one are joined, so that few divisions remain.
 *
 * @param sizes at most 8
 * @param first steps in the first view, in elements
 * @param second steps in the second view, in elements
 */
record StridedWalk(int[] sizes, long[] first, long[] second) {
    /** As long as the arrays of a kernel's parameters. */
    private static final int MOST = 8;

    StridedWalk {
        int n = 0;
        int[] joined = new int[sizes.length];
        long[] a = new long[sizes.length];
        long[] b = new long[sizes.length];
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == 1) continue;
            boolean joins = n > 0
                    && a[n - 1] == first[axis] * sizes[axis]
                    && b[n - 1] == second[axis] * sizes[axis]
                    && (long) joined[n - 1] * sizes[axis] <= Integer.MAX_VALUE;
            if (joins) n--;
            joined[n] = joins ? joined[n] * sizes[axis] : sizes[axis];
            a[n] = first[axis];
            b[n] = second[axis];
            n++;
        }
        if (n > MOST) throw new IllegalArgumentException("strided walk: " + n + " axes, at most 8");
        sizes = Arrays.copyOf(joined, n);
        first = Arrays.copyOf(a, n);
        second = Arrays.copyOf(b, n);
    }

    /** Over all of {@code y}, with the steps in two operands that are stretched to it: 0 along stretched axes. */
    static StridedWalk broadcast(Shape y, Shape a, Shape b) {
        return new StridedWalk(y.sizes(), stretched(y, a), stretched(y, b));
    }

    /** Steps of dense row-major storage. */
    static long[] dense(Shape shape) {
        return stretched(shape, shape);
    }

    private static long[] stretched(Shape large, Shape small) {
        long[] steps = new long[large.rank()];
        long step = 1;
        for (int axis = 1; axis <= small.rank(); axis++) {
            steps[large.rank() - axis] = small.size(-axis) == 1 ? 0 : step;
            step *= small.size(-axis);
        }
        return steps;
    }

    /** Number of indices. */
    long elements() {
        return new Shape(sizes).elements();
    }

    /** Whether two elements may move as one: the innermost axis is dense and even, all other steps are even. */
    boolean pairs() {
        int last = sizes.length - 1;
        if (last < 0 || first[last] != 1 || second[last] != 1 || sizes[last] % 2 != 0) return false;
        for (int axis = 0; axis < last; axis++) {
            if (first[axis] % 2 != 0 || second[axis] % 2 != 0) return false;
        }
        return true;
    }

    /** The same walk in units of two elements, if {@link #pairs}. */
    StridedWalk inPairs() {
        int last = sizes.length - 1;
        int[] fewer = sizes.clone();
        long[] a = first.clone();
        long[] b = second.clone();
        fewer[last] /= 2;
        for (int axis = 0; axis < last; axis++) {
            a[axis] /= 2;
            b[axis] /= 2;
        }
        return new StridedWalk(fewer, a, b);
    }
}
