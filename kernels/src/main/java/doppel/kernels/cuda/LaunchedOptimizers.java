package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code optimizer.cu}, on one tensor at a time or on an arena of all. */
final class LaunchedOptimizers implements OptimizerKernels {
    private final Launcher launcher;
    private final Memory memory;
    private final @Nullable WeightCopies copies;

    /** @param copies of weights in bf16, to be kept in step, or null */
    LaunchedOptimizers(Launcher launcher, Memory memory, @Nullable WeightCopies copies) {
        this.launcher = launcher;
        this.memory = memory;
        this.copies = copies;
    }

    private Weights alone(Buffer w, Buffer g, Buffer control, int weight) {
        return new Weights(w, copies == null ? null : copies.toUpdate(w), g, null, control, weight);
    }

    /**
     * Weights to move together.
     *
     * @param w f32 weights
     * @param w16 takes the new weights as bf16, or null
     * @param g gradients, f32 or bf16
     * @param starts first element of each tensor as 64-bit integers, each a multiple of 8, stored as f64 memory; null
     *     if there is but one
     * @param control of the step
     * @param weight number of the first tensor
     */
    record Weights(
            Buffer w,
            @Nullable Buffer w16,
            Buffer g,
            @Nullable Buffer starts,
            Buffer control,
            int weight) {
        int tensors() {
            return starts == null ? 0 : Math.toIntExact(starts.elements());
        }
    }

    @Override
    public void rmsprop(Buffer w, Buffer g, Buffer a, double rho, double epsilon, Buffer control, int weight) {
        Checks.same("rmsprop", w, g, a);
        rmsprop(alone(w, g, control, weight), a, rho, epsilon);
    }

    void rmsprop(Weights x, Buffer a, double rho, double epsilon) {
        full("rmsprop", x.w);
        launcher.launch(
                LaunchDescriptors.get("rmsprop", x.g.dtype()),
                LaunchGeometry.over(x.w.elements(), 8),
                x.w,
                x.w16,
                x.g,
                a,
                x.w.elements(),
                x.starts,
                x.tensors(),
                x.control,
                x.weight,
                (float) rho,
                (float) (1 - rho),
                (float) epsilon);
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
        adaBelief(alone(w, g, control, weight), m, v, beta1, beta2, epsilon);
    }

    void adaBelief(Weights x, Buffer m, Buffer v, double beta1, double beta2, double epsilon) {
        full("adabelief", x.w);
        launcher.launch(
                LaunchDescriptors.get("adabelief", x.g.dtype()),
                LaunchGeometry.over(x.w.elements(), 8),
                x.w,
                x.w16,
                x.g,
                m,
                v,
                x.w.elements(),
                x.starts,
                x.tensors(),
                x.control,
                x.weight,
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) epsilon);
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
        adam(alone(w, g, control, weight), m, v, beta1, beta2, epsilon);
    }

    void adam(Weights x, Buffer m, Buffer v, double beta1, double beta2, double epsilon) {
        full("adam", x.w);
        launcher.launch(
                LaunchDescriptors.get("adam", x.g.dtype()),
                LaunchGeometry.over(x.w.elements(), 8),
                x.w,
                x.w16,
                x.g,
                m,
                v,
                x.w.elements(),
                x.starts,
                x.tensors(),
                x.control,
                x.weight,
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) epsilon,
                (float) Math.log(beta1),
                (float) Math.log(beta2));
    }

    @Override
    public void clip(List<Buffer> gradients, Buffer control) {
        int blocks = 4 * launcher.multiprocessors();
        Buffer sums = memory.allocate(new Shape(gradients.size(), blocks), DType.F64);
        for (int i = 0; i < gradients.size(); i++) {
            Buffer g = gradients.get(i);
            launcher.launch(
                    LaunchDescriptors.get("gradient_squares", g.dtype()),
                    oneRow(blocks),
                    g,
                    sums.rows(i, i + 1),
                    g.elements());
        }
        launcher.launch(LaunchDescriptors.get("gradient_clip"), oneRow(1), sums, gradients.size() * blocks, control);
        memory.release(sums);
    }

    private static LaunchGeometry oneRow(int blocks) {
        return LaunchGeometry.line(blocks, LaunchGeometry.THREADS)
                .withShared(LaunchGeometry.THREADS / 32 * Double.BYTES);
    }

    /** Weights and moments are f32 always: a step is often below the last digit of a bf16 weight. */
    private static void full(String op, Buffer w) {
        if (w.dtype() != DType.F32) throw new UnsupportedOperationException(op + ": no cuda kernel for weights " + w);
    }
}
