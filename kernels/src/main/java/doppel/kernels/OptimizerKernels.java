package doppel.kernels;

/**
 * Updates of weights in place, one pass over memory. All buffers have one shape. {@code g} is the gradient; moments
 * start at zero. Epsilons stand outside the root. Formulas are DeepFaceLab's where it has the optimizer.
 *
 * <p>Each update is multiplied by a fresh 0/1 mask if {@link UpdateDropout#keep} is below 1: element i is kept where
 * Philox's uniform number i of the given key and stream is below it. Moments advance for every element.
 */
public interface OptimizerKernels {
    /**
     * DeepFaceLab's learning-rate dropout.
     *
     * @param keep share of the elements that are updated, 0..1; 1 updates all
     * @param key seed of the run
     * @param stream which draw this is, a new one per step and weight
     */
    record UpdateDropout(double keep, long key, long stream) {
        /** Updates every element. */
        public static final UpdateDropout NONE = new UpdateDropout(1, 0, 0);

        public UpdateDropout {
            if (!(keep > 0 && keep <= 1)) throw new IllegalArgumentException("update dropout: keep " + keep);
        }
    }

    /** {@code a = rho a + (1 - rho) g^2; w -= rate * g / (sqrt(a) + epsilon)}. */
    void rmsprop(Buffer w, Buffer g, Buffer a, double rate, double rho, double epsilon, UpdateDropout dropout);

    /**
     * {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) (g - m)^2; w -= rate * m / (sqrt(v) + epsilon)},
     * with the new m in v, without bias correction.
     */
    void adaBelief(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            UpdateDropout dropout);

    /**
     * {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= rate * (m / (1 - beta1^t)) / (sqrt(v / (1 -
     * beta2^t)) + epsilon)}. Source: Kingma and Ba, "Adam", 2015.
     *
     * @param t number of this step, from 1
     */
    void adam(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            long t,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            UpdateDropout dropout);
}
