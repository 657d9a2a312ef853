package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.checks.Checks;

/** {@code optimizer.cu} on one tensor at a time, with everything told by the host. */
final class LaunchedOptimizers implements OptimizerKernels {
    private final Launcher launcher;

    LaunchedOptimizers(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public void rmsprop(Buffer w, Buffer g, Buffer a, double rate, double rho, double epsilon, UpdateDropout dropout) {
        Checks.same("rmsprop", w, g, a);
        full("rmsprop", w);
        launcher.launch(
                LaunchDescriptors.get("rmsprop", g.dtype()),
                LaunchGeometry.over(w.elements(), 8),
                w,
                null,
                g,
                a,
                w.elements(),
                null,
                0,
                null,
                (float) rate,
                (float) rho,
                (float) (1 - rho),
                (float) epsilon,
                threshold(dropout.keep()),
                dropout.key(),
                dropout.stream(),
                0L);
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
        full("adabelief", w);
        launcher.launch(
                LaunchDescriptors.get("adabelief", g.dtype()),
                LaunchGeometry.over(w.elements(), 8),
                w,
                null,
                g,
                m,
                v,
                w.elements(),
                null,
                0,
                null,
                (float) rate,
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) epsilon,
                threshold(dropout.keep()),
                dropout.key(),
                dropout.stream(),
                0L);
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
        full("adam", w);
        launcher.launch(
                LaunchDescriptors.get("adam", g.dtype()),
                LaunchGeometry.over(w.elements(), 8),
                w,
                null,
                g,
                m,
                v,
                w.elements(),
                null,
                0,
                null,
                (float) rate,
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) epsilon,
                threshold(dropout.keep()),
                dropout.key(),
                dropout.stream(),
                0L,
                (float) (1 / (1 - Math.pow(beta1, (double) t))),
                (float) (1 / (1 - Math.pow(beta2, (double) t))));
    }

    /** Weights and moments are f32 always: a step is often below the last digit of a bf16 weight. */
    private static void full(String op, Buffer w) {
        if (w.dtype() != DType.F32) throw new UnsupportedOperationException(op + ": no cuda kernel for weights " + w);
    }

    /** The smallest f32 that the same uniforms, multiples of 2^-24, lie below. */
    static float threshold(double keep) {
        return (float) (Math.ceil(keep * 0x1p24) * 0x1p-24);
    }
}
