package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of floats in double precision: their error does not grow with their length. Each loop keeps several sums, so
 * that one addition need not wait for another.
 */
final class SumLoops {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private SumLoops() {}

    /** {@code sum of x}. */
    static double plain(MemorySegment x, int n) {
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            FloatVector v = Lanes.load(x, i);
            low = low.add(lower(v));
            high = high.add(upper(v));
        }
        if (i < n) {
            FloatVector v = Lanes.load(x, i, Lanes.rest(i, n));
            low = low.add(lower(v));
            high = high.add(upper(v));
        }
        return total(low.add(high));
    }

    /** {@code sum of a * b}; exact products, since two floats fit into a double. */
    static double product(MemorySegment a, MemorySegment b, int n) {
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            FloatVector u = Lanes.load(a, i);
            FloatVector v = Lanes.load(b, i);
            low = lower(u).fma(lower(v), low);
            high = upper(u).fma(upper(v), high);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            FloatVector u = Lanes.load(a, i, mask);
            FloatVector v = Lanes.load(b, i, mask);
            low = lower(u).fma(lower(v), low);
            high = upper(u).fma(upper(v), high);
        }
        return total(low.add(high));
    }

    /** The largest of x. */
    static float largest(MemorySegment x, int n) {
        FloatVector most = FloatVector.broadcast(Lanes.FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) most = most.max(Lanes.load(x, i));
        if (i < n) {
            var mask = Lanes.rest(i, n);
            most = most.max(most.blend(Lanes.load(x, i, mask), mask));
        }
        return most.reduceLanes(MAX);
    }

    /** In order; the order in which the Vector API adds lanes is not defined. */
    private static double total(DoubleVector v) {
        double sum = 0;
        for (double lane : v.toArray()) sum += lane;
        return sum;
    }

    /** Rows at a time: their cache lines and pages stay at hand while the columns are walked. */
    private static final int BLOCK = 64;

    /**
     * {@code sums[j - from] += sum over rows of x[row * n + j]}, or of its square, for columns {@code from} to {@code
     * to}.
     */
    static void columns(MemorySegment x, int rows, int n, int from, int to, boolean squares, double[] sums) {
        for (int row = 0; row < rows; row += BLOCK) {
            int end = Math.min(row + BLOCK, rows);
            int j = from;
            for (; j + Lanes.WIDTH <= to; j += Lanes.WIDTH) wide(x, row, end, n, j, squares, sums, j - from);
            if (j < to) narrow(x, row, end, n, j, to, squares, sums, j - from);
        }
    }

    private static void wide(MemorySegment x, int row, int end, int n, int j, boolean squares, double[] sums, int at) {
        DoubleVector low = DoubleVector.fromArray(DOUBLES, sums, at);
        DoubleVector high = DoubleVector.fromArray(DOUBLES, sums, at + DOUBLES.length());
        for (; row < end; row++) {
            FloatVector v = Lanes.load(x, row * n + j);
            low = squares ? lower(v).fma(lower(v), low) : low.add(lower(v));
            high = squares ? upper(v).fma(upper(v), high) : high.add(upper(v));
        }
        low.intoArray(sums, at);
        high.intoArray(sums, at + DOUBLES.length());
    }

    private static void narrow(
            MemorySegment x, int row, int end, int n, int j, int to, boolean squares, double[] sums, int at) {
        for (; row < end; row++) {
            for (int i = 0; i < to - j; i++) {
                double value = x.getAtIndex(JAVA_FLOAT, (long) row * n + j + i);
                sums[at + i] += squares ? value * value : value;
            }
        }
    }

    private static DoubleVector lower(FloatVector v) {
        return (DoubleVector) v.convertShape(F2D, DOUBLES, 0);
    }

    private static DoubleVector upper(FloatVector v) {
        return (DoubleVector) v.convertShape(F2D, DOUBLES, 1);
    }
}
