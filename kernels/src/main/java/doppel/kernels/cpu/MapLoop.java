package doppel.kernels.cpu;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** {@code y = f(x)}, in place if y is x. */
interface MapLoop {
    /** A function of whole vectors. */
    interface Function {
        /**
         * Its values.
         *
         * @param p whatever the function takes besides, as {@code q}
         */
        FloatVector at(FloatVector x, float p, float q);
    }

    /** Runs over n floats. */
    void run(MemorySegment x, float p, float q, MemorySegment y, int n);

    /** The loop of a function. */
    static MapLoop of(Function f) {
        return LoopCopy.of(MapLoopCopy.class, MapLoop.class, f);
    }
}
