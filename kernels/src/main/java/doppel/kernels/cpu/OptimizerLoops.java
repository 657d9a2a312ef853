package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Updates of equally long pieces of weights, gradients and moments, in place, a whole number n of vectors long. {@code
 * keep} is 1 where a weight is updated and 0 where it is not.
 *
 * <p>The last lines of all three are the same and yet no method: one of that size the compiler may have translated on
 * its own before, and then it calls it, with its vectors in objects, several times slower.
 */
final class OptimizerLoops {
    private OptimizerLoops() {}

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
        for (int i = 0; i < n; i += Lanes.WIDTH) {
            FloatVector gradient = Lanes.load(g, i).mul(scale);
            FloatVector square =
                    Lanes.load(a, i).mul(rho).add(gradient.mul(gradient).mul(rest));
            Lanes.store(square, a, i);
            FloatVector step = gradient.mul(rate).div(square.sqrt().add(epsilon));
            VectorMask<Float> kept =
                    FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            Lanes.store(Lanes.load(w, i).sub(step, kept), w, i);
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
        for (int i = 0; i < n; i += Lanes.WIDTH) {
            FloatVector gradient = Lanes.load(g, i).mul(scale);
            FloatVector mean = Lanes.load(m, i).mul(beta1).add(gradient.mul(rest1));
            FloatVector surprise = gradient.sub(mean);
            FloatVector variance =
                    Lanes.load(v, i).mul(beta2).add(surprise.mul(surprise).mul(rest2));
            Lanes.store(mean, m, i);
            Lanes.store(variance, v, i);
            FloatVector step = mean.mul(rate).div(variance.sqrt().add(epsilon));
            VectorMask<Float> kept =
                    FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            Lanes.store(Lanes.load(w, i).sub(step, kept), w, i);
        }
    }

    /** {@code rate} and {@code squareScale} hold the corrections of the bias. */
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
        for (int i = 0; i < n; i += Lanes.WIDTH) {
            FloatVector gradient = Lanes.load(g, i).mul(scale);
            FloatVector mean = Lanes.load(m, i).mul(beta1).add(gradient.mul(rest1));
            FloatVector square =
                    Lanes.load(v, i).mul(beta2).add(gradient.mul(gradient).mul(rest2));
            Lanes.store(mean, m, i);
            Lanes.store(square, v, i);
            FloatVector step = mean.mul(rate).div(square.mul(squareScale).sqrt().add(epsilon));
            VectorMask<Float> kept =
                    FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            Lanes.store(Lanes.load(w, i).sub(step, kept), w, i);
        }
    }
}
