package doppel.nn.optim;

import doppel.kernels.OptimizerKernels;
import doppel.tensor.Tensor;
import java.util.List;

/** The formula of one update; see {@link OptimizerKernels} for each. */
public sealed interface UpdateRule {
    /** DeepFaceLab's epsilon for 32-bit floats. */
    double EPSILON = 1e-6;

    /** Names of the moments kept per weight. */
    List<String> moments();

    /**
     * Updates a weight in place.
     *
     * @param moments one tensor per name, updated in place
     * @param control of the step, see {@link doppel.kernels.UpdateControl}
     * @param weight which of all weights this is
     */
    void apply(Tensor w, Tensor g, List<Tensor> moments, Tensor control, int weight);

    /** Divides by a running root mean square. */
    record RmsProp(double rho, double epsilon) implements UpdateRule {
        /** DeepFaceLab's: rho 0.9. */
        public static final RmsProp DEFAULT = new RmsProp(0.9, EPSILON);

        @Override
        public List<String> moments() {
            return List.of("acc");
        }

        @Override
        public void apply(Tensor w, Tensor g, List<Tensor> moments, Tensor control, int weight) {
            w.kernels()
                    .optimizers()
                    .rmsprop(w.buffer(), g.buffer(), moments.get(0).buffer(), rho, epsilon, control.buffer(), weight);
        }
    }

    /**
     * Divides by how far gradients stray from their running mean. Source: Zhuang et al., 2020, as DeepFaceLab has it.
     */
    record AdaBelief(double beta1, double beta2, double epsilon) implements UpdateRule {
        /** DeepFaceLab's: 0.9 and 0.999. */
        public static final AdaBelief DEFAULT = new AdaBelief(0.9, 0.999, EPSILON);

        @Override
        public List<String> moments() {
            return List.of("ms", "vs");
        }

        @Override
        public void apply(Tensor w, Tensor g, List<Tensor> moments, Tensor control, int weight) {
            var m = moments.get(0).buffer();
            var v = moments.get(1).buffer();
            w.kernels()
                    .optimizers()
                    .adaBelief(w.buffer(), g.buffer(), m, v, beta1, beta2, epsilon, control.buffer(), weight);
        }
    }

    /** Running mean over running root mean square, both corrected for their start at zero. */
    record Adam(double beta1, double beta2, double epsilon) implements UpdateRule {
        /** The paper's: 0.9, 0.999 and 1e-8. */
        public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8);

        @Override
        public List<String> moments() {
            return List.of("ms", "vs");
        }

        @Override
        public void apply(Tensor w, Tensor g, List<Tensor> moments, Tensor control, int weight) {
            var m = moments.get(0).buffer();
            var v = moments.get(1).buffer();
            w.kernels()
                    .optimizers()
                    .adam(w.buffer(), g.buffer(), m, v, beta1, beta2, epsilon, control.buffer(), weight);
        }
    }
}
