package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code optimizer.cu} over all weights at once, as a captured step runs it: they lie side by side in arenas of equal
 * offsets, and what changes from step to step stands in a {@link ControlBlock} in device memory.
 */
final class LaunchedArena {
    private final Launcher launcher;
    private final Memory memory;

    LaunchedArena(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    /**
     * The arenas of one group of weights.
     *
     * @param w f32 weights
     * @param w16 takes the new weights as bf16, or null
     * @param g gradients, f32 or bf16
     * @param starts first element of each tensor as 64-bit integers, each a multiple of 8, stored as f64 memory
     * @param control {@link ControlBlock#BYTES} bytes
     */
    record Weights(Buffer w, @Nullable Buffer w16, Buffer g, Buffer starts, Buffer control) {
        int tensors() {
            return Math.toIntExact(starts.elements());
        }
    }

    /** {@link doppel.kernels.OptimizerKernels#rmsprop} with rate, dropout and clipping from the control block. */
    void rmsprop(Weights x, Buffer a, double rho, double epsilon) {
        launcher.launch(
                LaunchDescriptors.get("rmsprop", x.g().dtype()),
                LaunchGeometry.over(x.w().elements(), 8),
                x.w(),
                x.w16(),
                x.g(),
                a,
                x.w().elements(),
                x.starts(),
                x.tensors(),
                x.control(),
                0f,
                (float) rho,
                (float) (1 - rho),
                (float) epsilon,
                1f,
                0L,
                0L,
                (long) x.tensors());
    }

    /** {@link doppel.kernels.OptimizerKernels#adaBelief} with rate, dropout and clipping from the control block. */
    void adaBelief(Weights x, Buffer m, Buffer v, double beta1, double beta2, double epsilon) {
        launcher.launch(
                LaunchDescriptors.get("adabelief", x.g().dtype()),
                LaunchGeometry.over(x.w().elements(), 8),
                x.w(),
                x.w16(),
                x.g(),
                m,
                v,
                x.w().elements(),
                x.starts(),
                x.tensors(),
                x.control(),
                0f,
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) epsilon,
                1f,
                0L,
                0L,
                (long) x.tensors());
    }

    /** {@link doppel.kernels.OptimizerKernels#adam} with rate, step, dropout and clipping from the control block. */
    void adam(Weights x, Buffer m, Buffer v, double beta1, double beta2, double epsilon) {
        launcher.launch(
                LaunchDescriptors.get("adam", x.g().dtype()),
                LaunchGeometry.over(x.w().elements(), 8),
                x.w(),
                x.w16(),
                x.g(),
                m,
                v,
                x.w().elements(),
                x.starts(),
                x.tensors(),
                x.control(),
                0f,
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) epsilon,
                1f,
                0L,
                0L,
                (long) x.tensors(),
                1f,
                1f);
    }

    /**
     * The norm of all gradients of all groups, and from it the control block's clip scale.
     *
     * @param norm f32 scalar that takes the norm, or null
     */
    void clip(Buffer control, @Nullable Buffer norm, Buffer... gradients) {
        int blocks = 4 * launcher.multiprocessors();
        Buffer sums = memory.allocate(new Shape(gradients.length, blocks), DType.F64);
        for (int i = 0; i < gradients.length; i++) {
            Buffer g = gradients[i];
            launcher.launch(
                    LaunchDescriptors.get("gradient_squares", g.dtype()),
                    oneRow(blocks),
                    g,
                    sums.rows(i, i + 1),
                    g.elements());
        }
        launcher.launch(
                LaunchDescriptors.get("gradient_clip"), oneRow(1), sums, gradients.length * blocks, control, norm);
        memory.release(sums);
    }

    private static LaunchGeometry oneRow(int blocks) {
        return LaunchGeometry.line(blocks, LaunchGeometry.THREADS)
                .withShared(LaunchGeometry.THREADS / 32 * Double.BYTES);
    }

    /** Counts the control block's step on; the last launch of a step. */
    void endStep(Buffer control) {
        launcher.launch(LaunchDescriptors.get("control_step"), LaunchGeometry.line(1, 32), control);
    }
}
