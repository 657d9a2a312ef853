package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Loops over the channels of one place and its taps. Places in memory are counted in elements. */
final class SampleLoops {
    /** Below so many channels, one at a time is faster than a vector that is mostly empty. */
    private static final int FEW = 5;

    private SampleLoops() {}

    /** {@code y[to + p * c + k] = sum over taps of weight * x[at + k]} for n places p. */
    static void blend(MemorySegment x, SampleTaps taps, int n, MemorySegment y, int to, int c) {
        for (int p = 0; p < n; p++) blendOne(x, taps, p, y, to + p * c, c);
    }

    private static void blendOne(MemorySegment x, SampleTaps taps, int p, MemorySegment y, int to, int c) {
        int a = taps.at[4 * p];
        int b = taps.at[4 * p + 1];
        int d = taps.at[4 * p + 2];
        int e = taps.at[4 * p + 3];
        float wa = taps.weight[4 * p];
        float wb = taps.weight[4 * p + 1];
        float wd = taps.weight[4 * p + 2];
        float we = taps.weight[4 * p + 3];
        if (wa != 0 && wb != 0 && wd != 0 && we != 0) {
            if (c < FEW) {
                for (int k = 0; k < c; k++) {
                    y.setAtIndex(
                            JAVA_FLOAT,
                            to + k,
                            wa * x.getAtIndex(JAVA_FLOAT, a + k)
                                    + wb * x.getAtIndex(JAVA_FLOAT, b + k)
                                    + wd * x.getAtIndex(JAVA_FLOAT, d + k)
                                    + we * x.getAtIndex(JAVA_FLOAT, e + k));
                }
                return;
            }
            FloatVector va = FloatVector.broadcast(Lanes.FLOATS, wa);
            FloatVector vb = FloatVector.broadcast(Lanes.FLOATS, wb);
            FloatVector vd = FloatVector.broadcast(Lanes.FLOATS, wd);
            FloatVector ve = FloatVector.broadcast(Lanes.FLOATS, we);
            int bound = Lanes.bound(c);
            for (int k = 0; k < bound; k += Lanes.WIDTH) {
                FloatVector sum = Lanes.load(x, a + k).mul(va);
                sum = Lanes.load(x, b + k).fma(vb, sum);
                sum = Lanes.load(x, d + k).fma(vd, sum);
                Lanes.store(Lanes.load(x, e + k).fma(ve, sum), y, to + k);
            }
            if (bound < c) {
                VectorMask<Float> rest = Lanes.rest(bound, c);
                FloatVector sum = Lanes.load(x, a + bound, rest).mul(va);
                sum = Lanes.load(x, b + bound, rest).fma(vb, sum);
                sum = Lanes.load(x, d + bound, rest).fma(vd, sum);
                Lanes.store(Lanes.load(x, e + bound, rest).fma(ve, sum), y, to + bound, rest);
            }
            return;
        }
        zero(y, to, c);
        if (wa != 0) add(x, a, wa, y, to, c);
        if (wb != 0) add(x, b, wb, y, to, c);
        if (wd != 0) add(x, d, wd, y, to, c);
        if (we != 0) add(x, e, we, y, to, c);
    }

    /**
     * {@code x[at + first + k] += weight * dy[from + p * c + k]} for all taps of n places p and {@code width} channels k.
     */
    static void share(
            MemorySegment dy, int from, SampleTaps taps, int n, MemorySegment x, int first, int c, int width) {
        for (int p = 0; p < n; p++) {
            for (int tap = 4 * p; tap < 4 * p + 4; tap++) {
                float weight = taps.weight[tap];
                if (weight != 0) add(dy, from + p * c, weight, x, taps.at[tap] + first, width);
            }
        }
    }

    /** {@code y[to + k] += weight * x[from + k]}. */
    static void add(MemorySegment x, int from, float weight, MemorySegment y, int to, int c) {
        if (c < FEW) {
            for (int k = 0; k < c; k++) {
                float sum = y.getAtIndex(JAVA_FLOAT, to + k) + weight * x.getAtIndex(JAVA_FLOAT, from + k);
                y.setAtIndex(JAVA_FLOAT, to + k, sum);
            }
            return;
        }
        FloatVector w = FloatVector.broadcast(Lanes.FLOATS, weight);
        int bound = Lanes.bound(c);
        for (int k = 0; k < bound; k += Lanes.WIDTH) {
            Lanes.store(Lanes.load(x, from + k).fma(w, Lanes.load(y, to + k)), y, to + k);
        }
        if (bound < c) {
            VectorMask<Float> rest = Lanes.rest(bound, c);
            FloatVector sum = Lanes.load(x, from + bound, rest).fma(w, Lanes.load(y, to + bound, rest));
            Lanes.store(sum, y, to + bound, rest);
        }
    }

    /** {@code y[to + k] = 0}. */
    static void zero(MemorySegment y, int to, int c) {
        FloatVector none = FloatVector.zero(Lanes.FLOATS);
        int bound = Lanes.bound(c);
        for (int k = 0; k < bound; k += Lanes.WIDTH) Lanes.store(none, y, to + k);
        for (int k = bound; k < c; k++) y.setAtIndex(JAVA_FLOAT, to + k, 0);
    }

    /**
     * Sums over channels of {@code dy * ((1 - v) (t1 - t0) + v (t3 - t2))} and {@code dy * ((1 - u) (t2 - t0) + u (t3 -
     * t1))}, for {@link doppel.kernels.GeometryKernels#sampleBackwardGrid}.
     *
     * @param lanes room for two vectors
     */
    static void slopes(
            MemorySegment dy, int from, MemorySegment x, SampleTaps taps, int p, int c, float[] lanes, float[] sums) {
        int a = taps.at[4 * p];
        int b = taps.at[4 * p + 1];
        int d = taps.at[4 * p + 2];
        int e = taps.at[4 * p + 3];
        sums[0] = 0;
        sums[1] = 0;
        if (c < FEW || a < 0 || b < 0 || d < 0 || e < 0) {
            for (int k = 0; k < c; k++) {
                float g = dy.getAtIndex(JAVA_FLOAT, from + k);
                float t0 = a < 0 ? 0 : x.getAtIndex(JAVA_FLOAT, a + k);
                float t1 = b < 0 ? 0 : x.getAtIndex(JAVA_FLOAT, b + k);
                float t2 = d < 0 ? 0 : x.getAtIndex(JAVA_FLOAT, d + k);
                float t3 = e < 0 ? 0 : x.getAtIndex(JAVA_FLOAT, e + k);
                sums[0] += g * ((1 - taps.v[p]) * (t1 - t0) + taps.v[p] * (t3 - t2));
                sums[1] += g * ((1 - taps.u[p]) * (t2 - t0) + taps.u[p] * (t3 - t1));
            }
            return;
        }
        FloatVector across = FloatVector.zero(Lanes.FLOATS);
        FloatVector down = FloatVector.zero(Lanes.FLOATS);
        FloatVector u = FloatVector.broadcast(Lanes.FLOATS, taps.u[p]);
        FloatVector v = FloatVector.broadcast(Lanes.FLOATS, taps.v[p]);
        int bound = Lanes.bound(c);
        for (int k = 0; k < bound; k += Lanes.WIDTH) {
            FloatVector g = Lanes.load(dy, from + k);
            FloatVector t0 = Lanes.load(x, a + k);
            FloatVector t1 = Lanes.load(x, b + k);
            FloatVector t2 = Lanes.load(x, d + k);
            FloatVector t3 = Lanes.load(x, e + k);
            across = g.fma(between(t1.sub(t0), t3.sub(t2), v), across);
            down = g.fma(between(t2.sub(t0), t3.sub(t1), u), down);
        }
        if (bound < c) {
            VectorMask<Float> rest = Lanes.rest(bound, c);
            FloatVector g = Lanes.load(dy, from + bound, rest);
            FloatVector t0 = Lanes.load(x, a + bound, rest);
            FloatVector t1 = Lanes.load(x, b + bound, rest);
            FloatVector t2 = Lanes.load(x, d + bound, rest);
            FloatVector t3 = Lanes.load(x, e + bound, rest);
            across = g.fma(between(t1.sub(t0), t3.sub(t2), v), across);
            down = g.fma(between(t2.sub(t0), t3.sub(t1), u), down);
        }
        across.intoArray(lanes, 0);
        down.intoArray(lanes, Lanes.WIDTH);
        for (int lane = 0; lane < Lanes.WIDTH; lane++) { // in order; that of the Vector API is not defined
            sums[0] += lanes[lane];
            sums[1] += lanes[Lanes.WIDTH + lane];
        }
    }

    /** {@code (1 - share) * first + share * second}. */
    private static FloatVector between(FloatVector first, FloatVector second, FloatVector share) {
        return second.sub(first).fma(share, first);
    }
}
