package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Updates of equally long pieces of weights, gradients and moments, in place. {@code keep} is 1 where a weight is
 * updated and 0 where it is not; it is read up to a whole vector beyond n.
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
            VectorMask<Float> mask = Lanes.rest(i, n);
            FloatVector gradient = Lanes.load(g, i, mask).mul(scale);
            FloatVector square =
                    Lanes.load(a, i, mask).mul(rho).add(gradient.mul(gradient).mul(rest));
            Lanes.store(square, a, i, mask);
            FloatVector step = gradient.mul(rate).div(square.sqrt().add(epsilon));
            VectorMask<Float> kept =
                    FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            Lanes.store(Lanes.load(w, i, mask).sub(step, kept), w, i, mask);
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
            VectorMask<Float> mask = Lanes.rest(i, n);
            FloatVector gradient = Lanes.load(g, i, mask).mul(scale);
            FloatVector mean = Lanes.load(m, i, mask).mul(beta1).add(gradient.mul(rest1));
            FloatVector surprise = gradient.sub(mean);
            FloatVector variance =
                    Lanes.load(v, i, mask).mul(beta2).add(surprise.mul(surprise).mul(rest2));
            Lanes.store(mean, m, i, mask);
            Lanes.store(variance, v, i, mask);
            FloatVector step = mean.mul(rate).div(variance.sqrt().add(epsilon));
            VectorMask<Float> kept =
                    FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            Lanes.store(Lanes.load(w, i, mask).sub(step, kept), w, i, mask);
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
            VectorMask<Float> mask = Lanes.rest(i, n);
            FloatVector gradient = Lanes.load(g, i, mask).mul(scale);
            FloatVector mean = Lanes.load(m, i, mask).mul(beta1).add(gradient.mul(rest1));
            FloatVector square =
                    Lanes.load(v, i, mask).mul(beta2).add(gradient.mul(gradient).mul(rest2));
            Lanes.store(mean, m, i, mask);
            Lanes.store(square, v, i, mask);
            FloatVector step = mean.mul(rate).div(square.mul(squareScale).sqrt().add(epsilon));
            VectorMask<Float> kept =
                    FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            Lanes.store(Lanes.load(w, i, mask).sub(step, kept), w, i, mask);
        }
    }
}
