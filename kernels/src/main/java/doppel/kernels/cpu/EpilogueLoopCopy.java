package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/** The code of {@link EpilogueLoop}, for {@link LoopCopy}. The last vector of a run begins so that it ends with the run. */
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
        for (int column = 0; column < length; column += Lanes.WIDTH) {
            int i = Math.min(column, length - Lanes.WIDTH);
            FloatVector b = Lanes.load(bias, i);
            for (int run = 0; run < runs; run++) {
                FloatVector v = STORAGE.load(deep, run * deepStep + i).add(b);
                STORAGE.store(leaky(v, v, slope), wide, run * length + i);
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
        for (int column = 0; column < length; column += Lanes.WIDTH) {
            int i = Math.min(column, length - Lanes.WIDTH);
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int run = 0; run < runs; run++) {
                int at = run * length + i;
                FloatVector g = leaky(STORAGE.load(dy, at), STORAGE.load(y, at), slope);
                STORAGE.store(g, deep, run * deepStep + i);
                sum = sum.add(g);
            }
            Lanes.store(sum, sums, i);
        }
    }

    private static FloatVector leaky(FloatVector v, FloatVector sign, float slope) {
        return v.mul(slope).blend(v, sign.compare(GT, 0));
    }
}
