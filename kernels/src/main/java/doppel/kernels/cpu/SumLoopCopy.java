package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The code of {@link SumLoop}, for {@link LoopCopy}. Each loop keeps several sums, so that none waits for another. */
final class SumLoopCopy implements SumLoop {
    private static final Storage STORAGE = LoopCopy.storage(MethodHandles.lookup());
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /** Rows at a time: their cache lines and pages stay at hand while the columns are walked. */
    private static final int BLOCK = 64;

    @Override
    public double plain(MemorySegment x, int n) {
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            FloatVector v = STORAGE.load(x, i);
            low = low.add(lower(v));
            high = high.add(upper(v));
        }
        if (i < n) {
            FloatVector v = STORAGE.load(x, i, Lanes.rest(i, n));
            low = low.add(lower(v));
            high = high.add(upper(v));
        }
        return total(low.add(high));
    }

    @Override
    public double product(MemorySegment a, MemorySegment b, int n) {
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            FloatVector u = STORAGE.load(a, i);
            FloatVector v = STORAGE.load(b, i);
            low = lower(u).fma(lower(v), low);
            high = upper(u).fma(upper(v), high);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            FloatVector u = STORAGE.load(a, i, mask);
            FloatVector v = STORAGE.load(b, i, mask);
            low = lower(u).fma(lower(v), low);
            high = upper(u).fma(upper(v), high);
        }
        return total(low.add(high));
    }

    @Override
    public float largest(MemorySegment x, int n) {
        FloatVector most = FloatVector.broadcast(Lanes.FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) most = most.max(STORAGE.load(x, i));
        if (i < n) {
            var mask = Lanes.rest(i, n);
            most = most.max(most.blend(STORAGE.load(x, i, mask), mask));
        }
        return most.reduceLanes(MAX);
    }

    /** In order; the order in which the Vector API adds lanes is not defined. */
    private static double total(DoubleVector v) {
        double sum = 0;
        for (double lane : v.toArray()) sum += lane;
        return sum;
    }

    @Override
    public void columns(MemorySegment x, int rows, int n, int from, int to, boolean squares, double[] sums) {
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
            FloatVector v = STORAGE.load(x, row * n + j);
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
                double value = STORAGE.get(x, (long) row * n + j + i);
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
