package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;

/**
 * An optimizer's rule for a tile of weights, gradients and moments, in place. Moments change everywhere, weights where
 * they are kept.
 *
 * <p>Each rule has its loop written out, the same lines at both ends included: a method that takes and returns vectors
 * is no part of the loop any more once the compiler has translated it on its own, and then its vectors are objects. For
 * the same reason a tile lies on the heap: that is less for the compiler to look at.
 */
interface UpdateLoop {
    /** Elements of a tile, a multiple of any vector's length. */
    int TILE = PhiloxLanes.TILE;

    /**
     * What a rule is told, rounded to floats.
     *
     * @param scale of gradients
     * @param rate of learning, with the correction of the first moment's bias if the rule has one
     * @param beta1 share of the first moment that stays
     * @param rest1 {@code 1 - beta1}
     * @param beta2 share of the second moment that stays
     * @param rest2 {@code 1 - beta2}
     * @param squareScale corrects the bias of the second moment
     * @param epsilon keeps the divisor from 0
     */
    record Constants(
            float scale,
            float rate,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float squareScale,
            float epsilon) {}

    /**
     * Updates {@link #TILE} weights.
     *
     * @param m first moments; not used by a rule that has only the second
     * @param v second moments
     * @param keep not 0 where a weight is kept in the update
     */
    void run(float[] w, float[] g, float[] m, float[] v, Constants c, float[] keep);

    /** {@code v' = beta2 v + rest2 g^2; w' = w - rate g / (sqrt(v') + epsilon)}. */
    static void rmsprop(float[] w, float[] g, float[] m, float[] v, Constants c, float[] keep) {
        for (int i = 0; i < TILE; i += Lanes.WIDTH) {
            FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, g, i).mul(c.scale);
            FloatVector square = FloatVector.fromArray(Lanes.FLOATS, v, i)
                    .mul(c.beta2)
                    .add(gradient.mul(gradient).mul(c.rest2));
            square.intoArray(v, i);
            FloatVector step = gradient.mul(c.rate).div(square.sqrt().add(c.epsilon));
            FloatVector old = FloatVector.fromArray(Lanes.FLOATS, w, i);
            var kept = FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            old.blend(old.sub(step), kept).intoArray(w, i);
        }
    }

    /** {@code m' = beta1 m + rest1 g; v' = beta2 v + rest2 (g - m')^2; w' = w - rate m' / (sqrt(v') + epsilon)}. */
    static void adaBelief(float[] w, float[] g, float[] m, float[] v, Constants c, float[] keep) {
        for (int i = 0; i < TILE; i += Lanes.WIDTH) {
            FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, g, i).mul(c.scale);
            FloatVector mean =
                    FloatVector.fromArray(Lanes.FLOATS, m, i).mul(c.beta1).add(gradient.mul(c.rest1));
            FloatVector surprise = gradient.sub(mean);
            FloatVector variance = FloatVector.fromArray(Lanes.FLOATS, v, i)
                    .mul(c.beta2)
                    .add(surprise.mul(surprise).mul(c.rest2));
            mean.intoArray(m, i);
            variance.intoArray(v, i);
            FloatVector step = mean.mul(c.rate).div(variance.sqrt().add(c.epsilon));
            FloatVector old = FloatVector.fromArray(Lanes.FLOATS, w, i);
            var kept = FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            old.blend(old.sub(step), kept).intoArray(w, i);
        }
    }

    /** {@code m' = beta1 m + rest1 g; v' = beta2 v + rest2 g^2; w' = w - rate m' / (sqrt(squareScale v') + epsilon)}. */
    static void adam(float[] w, float[] g, float[] m, float[] v, Constants c, float[] keep) {
        for (int i = 0; i < TILE; i += Lanes.WIDTH) {
            FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, g, i).mul(c.scale);
            FloatVector mean =
                    FloatVector.fromArray(Lanes.FLOATS, m, i).mul(c.beta1).add(gradient.mul(c.rest1));
            FloatVector square = FloatVector.fromArray(Lanes.FLOATS, v, i)
                    .mul(c.beta2)
                    .add(gradient.mul(gradient).mul(c.rest2));
            mean.intoArray(m, i);
            square.intoArray(v, i);
            FloatVector step =
                    mean.mul(c.rate).div(square.mul(c.squareScale).sqrt().add(c.epsilon));
            FloatVector old = FloatVector.fromArray(Lanes.FLOATS, w, i);
            var kept = FloatVector.fromArray(Lanes.FLOATS, keep, i).compare(NE, 0);
            old.blend(old.sub(step), kept).intoArray(w, i);
        }
    }
}
