package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.UpdateControl;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Elements;
import doppel.kernels.host.HostControl;
import doppel.kernels.host.Philox;
import java.util.List;

/** One weight at a time. */
final class ReferenceOptimizers implements OptimizerKernels {
    @Override
    public void rmsprop(Buffer w, Buffer g, Buffer a, double rho, double epsilon, Buffer control, int weight) {
        Checks.same("rmsprop", w, g, a);
        HostControl step = HostControl.read(control);
        for (long i = 0; i < w.elements(); i++) {
            double gradient = step.scale() * Elements.get(g, i);
            double square = rho * Elements.get(a, i) + (1 - rho) * gradient * gradient;
            Elements.set(a, i, square);
            move(w, i, gradient / (Math.sqrt(square) + epsilon), step, weight);
        }
    }

    @Override
    public void adaBelief(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            double beta1,
            double beta2,
            double epsilon,
            Buffer control,
            int weight) {
        Checks.same("adabelief", w, g, m, v);
        HostControl step = HostControl.read(control);
        for (long i = 0; i < w.elements(); i++) {
            double gradient = step.scale() * Elements.get(g, i);
            double mean = beta1 * Elements.get(m, i) + (1 - beta1) * gradient;
            double surprise = gradient - mean;
            double variance = beta2 * Elements.get(v, i) + (1 - beta2) * surprise * surprise;
            Elements.set(m, i, mean);
            Elements.set(v, i, variance);
            move(w, i, mean / (Math.sqrt(variance) + epsilon), step, weight);
        }
    }

    @Override
    public void adam(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            double beta1,
            double beta2,
            double epsilon,
            Buffer control,
            int weight) {
        Checks.same("adam", w, g, m, v);
        HostControl step = HostControl.read(control);
        double meanScale = step.correction(beta1);
        double squareScale = step.correction(beta2);
        for (long i = 0; i < w.elements(); i++) {
            double gradient = step.scale() * Elements.get(g, i);
            double mean = beta1 * Elements.get(m, i) + (1 - beta1) * gradient;
            double square = beta2 * Elements.get(v, i) + (1 - beta2) * gradient * gradient;
            Elements.set(m, i, mean);
            Elements.set(v, i, square);
            move(w, i, mean * meanScale / (Math.sqrt(square * squareScale) + epsilon), step, weight);
        }
    }

    private static void move(Buffer w, long i, double direction, HostControl step, int weight) {
        if (moves(i, step.values(), weight))
            Elements.set(w, i, Elements.get(w, i) - step.values().rate() * direction);
    }

    private static boolean moves(long i, UpdateControl step, int weight) {
        if (step.keep() >= 1) return true;
        int[] words = new int[4];
        Philox.block(step.key(), step.stream(weight), i / 4, words);
        return Philox.uniform(words[(int) (i % 4)]) < step.keep();
    }

    @Override
    public void clip(List<Buffer> gradients, Buffer control) {
        double squares = 0;
        for (Buffer g : gradients) {
            for (long i = 0; i < g.elements(); i++) squares += Elements.get(g, i) * Elements.get(g, i);
        }
        HostControl.read(control).clip(Math.sqrt(squares), control);
    }
}
