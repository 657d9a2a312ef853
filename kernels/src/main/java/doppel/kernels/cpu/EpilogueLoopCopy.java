package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The code of {@link EpilogueLoop}, for {@link LoopCopy}. */
final class EpilogueLoopCopy implements EpilogueLoop {
    private static final Storage STORAGE = LoopCopy.storage(MethodHandles.lookup());

    @Override
    public void spread(
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
                FloatVector v = STORAGE.load(deep, from + i).add(Lanes.load(bias, i));
                STORAGE.store(leaky(v, v, slope), wide, to + i);
            }
            if (bound < length) {
                FloatVector v = STORAGE.load(deep, from + bound, rest).add(Lanes.load(bias, bound, rest));
                STORAGE.store(leaky(v, v, slope), wide, to + bound, rest);
            }
        }
    }

    @Override
    public void gather(
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
                FloatVector g = leaky(STORAGE.load(dy, from + i), STORAGE.load(y, from + i), slope);
                STORAGE.store(g, deep, to + i);
                Lanes.store(Lanes.load(sums, i).add(g), sums, i);
            }
            if (bound < length) {
                FloatVector g = STORAGE.load(dy, from + bound, rest);
                g = leaky(g, STORAGE.load(y, from + bound, rest), slope);
                STORAGE.store(g, deep, to + bound, rest);
                Lanes.store(Lanes.load(sums, bound, rest).add(g), sums, bound, rest);
            }
        }
    }

    private static FloatVector leaky(FloatVector v, FloatVector sign, float slope) {
        return v.mul(slope).blend(v, sign.compare(GT, 0));
    }
}
