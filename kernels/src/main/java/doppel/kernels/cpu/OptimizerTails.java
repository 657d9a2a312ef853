package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * The updates of {@link OptimizerLoops} one element at a time, for the few at the end of a tensor that fill no vector.
 * They have methods of their own because the vector loops, compiled for thousands of elements, were compiled anew each
 * time that they met so few.
 */
final class OptimizerTails {
    private OptimizerTails() {}

    static void rmsprop(
            MemorySegment w,
            MemorySegment g,
            MemorySegment a,
            float scale,
            float rate,
            float rho,
            float rest,
            float epsilon,
            float[] keep,
            int n) {
        for (int i = 0; i < n; i++) {
            float gradient = g.getAtIndex(JAVA_FLOAT, i) * scale;
            float square = a.getAtIndex(JAVA_FLOAT, i) * rho + gradient * gradient * rest;
            a.setAtIndex(JAVA_FLOAT, i, square);
            if (keep[i] != 0) move(w, i, gradient * rate / ((float) Math.sqrt(square) + epsilon));
        }
    }

    static void adaBelief(
            MemorySegment w,
            MemorySegment g,
            MemorySegment m,
            MemorySegment v,
            float scale,
            float rate,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float[] keep,
            int n) {
        for (int i = 0; i < n; i++) {
            float gradient = g.getAtIndex(JAVA_FLOAT, i) * scale;
            float mean = m.getAtIndex(JAVA_FLOAT, i) * beta1 + gradient * rest1;
            float surprise = gradient - mean;
            float variance = v.getAtIndex(JAVA_FLOAT, i) * beta2 + surprise * surprise * rest2;
            m.setAtIndex(JAVA_FLOAT, i, mean);
            v.setAtIndex(JAVA_FLOAT, i, variance);
            if (keep[i] != 0) move(w, i, mean * rate / ((float) Math.sqrt(variance) + epsilon));
        }
    }

    static void adam(
            MemorySegment w,
            MemorySegment g,
            MemorySegment m,
            MemorySegment v,
            float scale,
            float rate,
            float squareScale,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float[] keep,
            int n) {
        for (int i = 0; i < n; i++) {
            float gradient = g.getAtIndex(JAVA_FLOAT, i) * scale;
            float mean = m.getAtIndex(JAVA_FLOAT, i) * beta1 + gradient * rest1;
            float square = v.getAtIndex(JAVA_FLOAT, i) * beta2 + gradient * gradient * rest2;
            m.setAtIndex(JAVA_FLOAT, i, mean);
            v.setAtIndex(JAVA_FLOAT, i, square);
            if (keep[i] != 0) move(w, i, mean * rate / ((float) Math.sqrt(square * squareScale) + epsilon));
        }
    }

    private static void move(MemorySegment w, int i, float step) {
        w.setAtIndex(JAVA_FLOAT, i, w.getAtIndex(JAVA_FLOAT, i) - step);
    }
}
