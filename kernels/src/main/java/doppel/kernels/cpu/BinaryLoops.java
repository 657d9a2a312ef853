package doppel.kernels.cpu;

import doppel.kernels.ElementwiseKernels.Binary;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Functions of two variables of equally many elements. */
final class BinaryLoops {
    private BinaryLoops() {}

    static void run(Binary f, MemorySegment a, MemorySegment b, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            Lanes.store(value(f, Lanes.load(a, i), Lanes.load(b, i)), y, i);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(value(f, Lanes.load(a, i, mask), Lanes.load(b, i, mask)), y, i, mask);
        }
    }

    private static FloatVector value(Binary f, FloatVector a, FloatVector b) {
        return switch (f) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.sub(b);
            case MULTIPLY -> a.mul(b);
            case DIVIDE -> a.div(b);
            case MAX -> a.max(b);
            case MIN -> a.min(b);
        };
    }
}
