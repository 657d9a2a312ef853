package doppel.kernels.cpu;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** {@code y = f(a, b)}, in place if y is one of them. */
interface PairLoop {
    /** A function of whole vectors. */
    interface Function {
        /**
         * Its values.
         *
         * @param p whatever the function takes besides, as {@code q}
         */
        FloatVector at(FloatVector a, FloatVector b, float p, float q);
    }

    /** Runs over n numbers. */
    void run(MemorySegment a, MemorySegment b, float p, float q, MemorySegment y, int n);

    /** The loops of a function. */
    static Loops<PairLoop> of(Function f) {
        return new Loops<>(PairLoopCopy.class, PairLoop.class, f);
    }
}
