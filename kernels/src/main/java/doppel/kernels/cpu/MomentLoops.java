package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.F2D;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Loops over rows of n floats whose columns have coefficients of their own. */
final class MomentLoops {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /** Rows at a time: their cache lines and pages stay at hand while the columns are walked. */
    private static final int BLOCK = 64;

    private MomentLoops() {}

    /** {@code sums[j] += sum over rows of a, products[j] += sum over rows of a * b}, in double; a may be b. */
    static void sums(MemorySegment a, MemorySegment b, int rows, int n, double[] sums, double[] products) {
        for (int row = 0; row < rows; row += BLOCK) {
            int end = Math.min(row + BLOCK, rows);
            int j = 0;
            for (; j + Lanes.WIDTH <= n; j += Lanes.WIDTH) wide(a, b, row, end, n, j, sums, products);
            for (; j < n; j++) narrow(a, b, row, end, n, j, sums, products);
        }
    }

    private static void wide(
            MemorySegment a, MemorySegment b, int row, int end, int n, int j, double[] sums, double[] products) {
        int k = j + DOUBLES.length();
        DoubleVector sumLow = DoubleVector.fromArray(DOUBLES, sums, j);
        DoubleVector sumHigh = DoubleVector.fromArray(DOUBLES, sums, k);
        DoubleVector productLow = DoubleVector.fromArray(DOUBLES, products, j);
        DoubleVector productHigh = DoubleVector.fromArray(DOUBLES, products, k);
        for (; row < end; row++) {
            FloatVector u = Lanes.load(a, row * n + j);
            FloatVector v = Lanes.load(b, row * n + j);
            DoubleVector low = half(u, 0);
            DoubleVector high = half(u, 1);
            sumLow = sumLow.add(low);
            sumHigh = sumHigh.add(high);
            productLow = low.fma(half(v, 0), productLow);
            productHigh = high.fma(half(v, 1), productHigh);
        }
        sumLow.intoArray(sums, j);
        sumHigh.intoArray(sums, k);
        productLow.intoArray(products, j);
        productHigh.intoArray(products, k);
    }

    private static DoubleVector half(FloatVector v, int part) {
        return (DoubleVector) v.convertShape(F2D, DOUBLES, part);
    }

    private static void narrow(
            MemorySegment a, MemorySegment b, int row, int end, int n, int j, double[] sums, double[] products) {
        for (; row < end; row++) {
            double u = a.getAtIndex(JAVA_FLOAT, (long) row * n + j);
            sums[j] += u;
            products[j] += u * b.getAtIndex(JAVA_FLOAT, (long) row * n + j);
        }
    }

    /** {@code y = (x - mean) * factor + term} with a mean, factor and term per column; y may be x. */
    static void scale(MemorySegment x, float[] mean, float[] factor, float[] term, MemorySegment y, int rows, int n) {
        int bound = Lanes.bound(n);
        VectorMask<Float> rest = Lanes.rest(bound, n);
        for (int row = 0; row < rows; row++) {
            int at = row * n;
            for (int j = 0; j < bound; j += Lanes.WIDTH) {
                FloatVector u = Lanes.load(x, at + j).sub(column(mean, j));
                Lanes.store(u.mul(column(factor, j)).add(column(term, j)), y, at + j);
            }
            if (bound < n) {
                FloatVector u = Lanes.load(x, at + bound, rest).sub(column(mean, bound, rest));
                u = u.mul(column(factor, bound, rest)).add(column(term, bound, rest));
                Lanes.store(u, y, at + bound, rest);
            }
        }
    }

    /** {@code dx = dy * factor + (x - mean) * pull + term} with a factor, mean, pull and term per column. */
    static void pull(
            MemorySegment dy,
            MemorySegment x,
            float[] factor,
            float[] mean,
            float[] pull,
            float[] term,
            MemorySegment dx,
            int rows,
            int n) {
        int bound = Lanes.bound(n);
        VectorMask<Float> rest = Lanes.rest(bound, n);
        for (int row = 0; row < rows; row++) {
            int at = row * n;
            for (int j = 0; j < bound; j += Lanes.WIDTH) {
                FloatVector u = Lanes.load(x, at + j).sub(column(mean, j)).mul(column(pull, j));
                FloatVector g = Lanes.load(dy, at + j).mul(column(factor, j));
                Lanes.store(g.add(u).add(column(term, j)), dx, at + j);
            }
            if (bound < n) {
                FloatVector u = Lanes.load(x, at + bound, rest).sub(column(mean, bound, rest));
                u = u.mul(column(pull, bound, rest)).add(column(term, bound, rest));
                FloatVector g = Lanes.load(dy, at + bound, rest).mul(column(factor, bound, rest));
                Lanes.store(g.add(u), dx, at + bound, rest);
            }
        }
    }

    private static FloatVector column(float[] values, int j) {
        return FloatVector.fromArray(Lanes.FLOATS, values, j);
    }

    private static FloatVector column(float[] values, int j, VectorMask<Float> mask) {
        return FloatVector.fromArray(Lanes.FLOATS, values, j, mask);
    }
}
