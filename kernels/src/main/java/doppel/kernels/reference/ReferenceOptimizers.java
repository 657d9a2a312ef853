package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Elements;
import doppel.kernels.host.Philox;

/** One weight at a time. */
final class ReferenceOptimizers implements OptimizerKernels {
    @Override
    public void rmsprop(Buffer w, Buffer g, Buffer a, double rate, double rho, double epsilon, UpdateDropout dropout) {
        Checks.same("rmsprop", w, g, a);
        for (long i = 0; i < w.elements(); i++) {
            double gradient = Elements.get(g, i);
            double square = rho * Elements.get(a, i) + (1 - rho) * gradient * gradient;
            Elements.set(a, i, square);
            step(w, i, rate * gradient / (Math.sqrt(square) + epsilon), dropout);
        }
    }

    @Override
    public void adaBelief(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            UpdateDropout dropout) {
        Checks.same("adabelief", w, g, m, v);
        for (long i = 0; i < w.elements(); i++) {
            double gradient = Elements.get(g, i);
            double mean = beta1 * Elements.get(m, i) + (1 - beta1) * gradient;
            double surprise = gradient - mean;
            double variance = beta2 * Elements.get(v, i) + (1 - beta2) * surprise * surprise;
            Elements.set(m, i, mean);
            Elements.set(v, i, variance);
            step(w, i, rate * mean / (Math.sqrt(variance) + epsilon), dropout);
        }
    }

    @Override
    public void adam(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            long t,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            UpdateDropout dropout) {
        Checks.same("adam", w, g, m, v);
        if (t < 1) throw new IllegalArgumentException("adam: steps count from 1, got " + t);
        double meanScale = 1 / (1 - Math.pow(beta1, (double) t));
        double squareScale = 1 / (1 - Math.pow(beta2, (double) t));
        for (long i = 0; i < w.elements(); i++) {
            double gradient = Elements.get(g, i);
            double mean = beta1 * Elements.get(m, i) + (1 - beta1) * gradient;
            double square = beta2 * Elements.get(v, i) + (1 - beta2) * gradient * gradient;
            Elements.set(m, i, mean);
            Elements.set(v, i, square);
            step(w, i, rate * mean * meanScale / (Math.sqrt(square * squareScale) + epsilon), dropout);
        }
    }

    private static void step(Buffer w, long i, double update, UpdateDropout dropout) {
        if (kept(i, dropout)) Elements.set(w, i, Elements.get(w, i) - update);
    }

    private static boolean kept(long i, UpdateDropout dropout) {
        if (dropout.keep() >= 1) return true;
        int[] words = new int[4];
        Philox.block(dropout.key(), dropout.stream(), i / 4, words);
        return Philox.uniform(words[(int) (i % 4)]) < dropout.keep();
    }
}
