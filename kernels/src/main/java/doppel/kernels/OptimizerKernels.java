package doppel.kernels;

import java.util.List;

/**
 * Updates of weights in place, one pass over memory. {@code w}, its gradient {@code g} and its moments have one shape;
 * moments start at zero. Epsilons stand outside the root. Formulas are DeepFaceLab's where it has the optimizer.
 *
 * <p>Step, rate and dropout stand in {@code control}, {@link UpdateControl#BYTES} bytes that an {@link UpdateControl}
 * wrote. Every g is multiplied by its scale. Moments advance for every element, whether it moves or not.
 */
public interface OptimizerKernels {
    /**
     * {@code a = rho a + (1 - rho) g^2; w -= rate * g / (sqrt(a) + epsilon)}.
     *
     * @param weight which of all weights this is, 0 to 2^20, for dropout
     */
    void rmsprop(Buffer w, Buffer g, Buffer a, double rho, double epsilon, Buffer control, int weight);

    /**
     * {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) (g - m)^2; w -= rate * m / (sqrt(v) + epsilon)},
     * with the new m in v, without bias correction.
     *
     * @param weight which of all weights this is, 0 to 2^20, for dropout
     */
    void adaBelief(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            double beta1,
            double beta2,
            double epsilon,
            Buffer control,
            int weight);

    /**
     * {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= rate * (m / (1 - beta1^t)) / (sqrt(v / (1
     * - beta2^t)) + epsilon)}, t the step. Source: Kingma and Ba, "Adam", 2015.
     *
     * @param weight which of all weights this is, 0 to 2^20, for dropout
     */
    void adam(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            double beta1,
            double beta2,
            double epsilon,
            Buffer control,
            int weight);

    /**
     * Writes into {@code control} what gradients are multiplied by: {@code clipNorm / |g|} if that is below 1, else 1,
     * with {@code |g|} the square root of the sum of all squares of all gradients.
     */
    void clip(List<Buffer> gradients, Buffer control);
}
