package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Add;
import doppel.tensor.ops.Multiply;
import java.io.IOException;

/**
 * {@code BatchNormalization} with its running statistics: {@code y = x * factor + term} per channel. Behind a
 * convolution it is folded away by {@link Simplification}.
 *
 * @param factors {@code gamma / sqrt(variance + epsilon)}
 * @param terms {@code beta - mean * factor}
 */
record Normalization(double[] factors, double[] terms) {
    /** From the constants {@code gamma, beta, mean, variance}, {@code [c]} each. */
    static Normalization of(
            OnnxTensor.Reals gamma,
            OnnxTensor.Reals beta,
            OnnxTensor.Reals mean,
            OnnxTensor.Reals variance,
            double epsilon) {
        int channels = gamma.length();
        if (beta.length() != channels || mean.length() != channels || variance.length() != channels) {
            throw new IllegalArgumentException(
                    "%s, %s, %s and %s for the same channels".formatted(gamma, beta, mean, variance));
        }
        double[] factors = new double[channels];
        double[] terms = new double[channels];
        for (int c = 0; c < channels; c++) {
            factors[c] = gamma.values()[c] / Math.sqrt(variance.values()[c] + epsilon);
            terms[c] = beta.values()[c] - mean.values()[c] * factors[c];
        }
        return new Normalization(factors, terms);
    }

    static Step prepare(NodeSetup setup) throws IOException {
        setup.demand(!setup.node().flag("training_mode"), "training_mode");
        Normalization of = of(
                setup.weights(1),
                setup.weights(2),
                setup.weights(3),
                setup.weights(4),
                setup.node().real("epsilon", 1e-5f));
        int channels = of.factors.length;
        float[] factors = new float[channels];
        float[] terms = new float[channels];
        for (int c = 0; c < channels; c++) {
            factors[c] = (float) of.factors[c];
            terms[c] = (float) of.terms[c];
        }
        Tensor factor = setup.keep(new Shape(channels), factors);
        Tensor term = setup.keep(new Shape(channels), terms);
        return run -> {
            GraphTensor x = run.tensor(0);
            int[] channelsLast = new int[x.rank()]; // so that [c] broadcasts
            for (int i = 1; i < channelsLast.length - 1; i++) channelsLast[i] = i + 1;
            channelsLast[channelsLast.length - 1] = 1;
            GraphTensor stored = x.inOrder(run.scope(), channelsLast);
            Tensor scaled = run.apply(new Multiply(), stored.tensor(), factor);
            return stored.like(run.apply(new Add(), scaled, term));
        };
    }
}
