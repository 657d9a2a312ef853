package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** A row of equally long runs, each {@code deepStep} elements from the next in deep memory and side by side in wide. */
final class EpilogueLoops {
    private EpilogueLoops() {}

    /** {@code wide = v > 0 ? v : slope * v, v = deep + bias}. */
    static void spread(
            MemorySegment deep,
            int deepStep,
            MemorySegment bias,
            MemorySegment wide,
            int runs,
            int length,
            float slope) {
        int bound = Lanes.bound(length);
        VectorMask<Float> rest = Lanes.rest(bound, length);
        for (int run = 0; run < runs; run++) {
            int from = run * deepStep;
            int to = run * length;
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector v = Lanes.load(deep, from + i).add(Lanes.load(bias, i));
                Lanes.store(leaky(v, v, slope), wide, to + i);
            }
            if (bound < length) {
                FloatVector v = Lanes.load(deep, from + bound, rest).add(Lanes.load(bias, bound, rest));
                Lanes.store(leaky(v, v, slope), wide, to + bound, rest);
            }
        }
    }

    /** {@code deep = dy * (y > 0 ? 1 : slope)}, and its sum over the runs. */
    static void gather(
            MemorySegment dy,
            MemorySegment y,
            MemorySegment deep,
            int deepStep,
            MemorySegment sums,
            int runs,
            int length,
            float slope) {
        int bound = Lanes.bound(length);
        VectorMask<Float> rest = Lanes.rest(bound, length);
        sums.fill((byte) 0);
        for (int run = 0; run < runs; run++) {
            int from = run * length;
            int to = run * deepStep;
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector g = leaky(Lanes.load(dy, from + i), Lanes.load(y, from + i), slope);
                Lanes.store(g, deep, to + i);
                Lanes.store(Lanes.load(sums, i).add(g), sums, i);
            }
            if (bound < length) {
                FloatVector g = Lanes.load(dy, from + bound, rest);
                g = leaky(g, Lanes.load(y, from + bound, rest), slope);
                Lanes.store(g, deep, to + bound, rest);
                Lanes.store(Lanes.load(sums, bound, rest).add(g), sums, bound, rest);
            }
        }
    }

    private static FloatVector leaky(FloatVector v, FloatVector sign, float slope) {
        return v.mul(slope).blend(v, sign.compare(GT, 0));
    }
}
