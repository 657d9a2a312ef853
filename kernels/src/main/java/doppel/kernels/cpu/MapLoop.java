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

    /** Runs over n numbers. */
    void run(MemorySegment x, float p, float q, MemorySegment y, int n);

    /** The loops of a function. */
    static Loops<MapLoop> of(Function f) {
        return new Loops<>(MapLoopCopy.class, MapLoop.class, f);
    }
}
