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
        for (int run = 0; run < runs; run++) {
            int from = run * deepStep;
            int to = run * length;
            for (int i = 0; i < length; i += Lanes.WIDTH) {
                VectorMask<Float> mask = Lanes.rest(i, length);
                FloatVector v = Lanes.load(deep, from + i, mask).add(Lanes.load(bias, i, mask));
                Lanes.store(v.mul(slope).blend(v, v.compare(GT, 0)), wide, to + i, mask);
            }
        }
    }

    /** {@code deep = dy * (y > 0 ? 1 : slope)}. */
    static void gather(
            MemorySegment dy, MemorySegment y, MemorySegment deep, int deepStep, int runs, int length, float slope) {
        for (int run = 0; run < runs; run++) {
            int from = run * length;
            int to = run * deepStep;
            for (int i = 0; i < length; i += Lanes.WIDTH) {
                VectorMask<Float> mask = Lanes.rest(i, length);
                FloatVector g = Lanes.load(dy, from + i, mask);
                VectorMask<Float> above = Lanes.load(y, from + i, mask).compare(GT, 0);
                Lanes.store(g.mul(slope).blend(g, above), deep, to + i, mask);
            }
        }
    }
}
