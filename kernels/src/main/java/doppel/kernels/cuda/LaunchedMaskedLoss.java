package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code masked_loss.cu} on f32 planes: square and absolute losses within masks, up to the gradient before the sigmoid.
 */
public final class LaunchedMaskedLoss {
    private final Launcher launcher;
    private final Memory memory;

    public LaunchedMaskedLoss(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    /**
     * What is compared.
     *
     * @param target {@code [n, c, h, w]}
     * @param painted shape of target
     * @param face {@code [n, h, w]}, both are multiplied by it; null is 1
     * @param eyes {@code [n, h, w]}, where the absolute loss counts; null is 0
     */
    public record Pictures(
            Buffer target,
            Buffer painted,
            @Nullable Buffer face,
            @Nullable Buffer eyes) {
        int count() {
            return target.shape().size(0);
        }

        int channels() {
            return target.shape().size(1);
        }

        long area() {
            return target.elements() / count() / channels();
        }
    }

    /**
     * {@code loss[n] (+)= square * mean((t f - p f)^2) + absolute * mean(|t e - p e|)}.
     *
     * @param a takes {@code t f}, unless null
     * @param b takes {@code p f}, unless null
     * @param adds whether loss is added to
     */
    public void forward(
            Pictures x,
            double square,
            double absolute,
            @Nullable Buffer a,
            @Nullable Buffer b,
            Buffer loss,
            boolean adds) {
        long size = x.channels() * x.area();
        long blocks = Math.clamp(
                2L * launcher.multiprocessors() / x.count(), 1, LaunchGeometry.ceil(size, LaunchGeometry.THREADS));
        Buffer sums = memory.allocate(new Shape(x.count(), (int) blocks, 2), DType.F64);
        launcher.launch(
                LaunchDescriptors.get("masked_loss"),
                LaunchGeometry.plane(blocks, x.count(), LaunchGeometry.THREADS, 1)
                        .withShared(LaunchGeometry.THREADS / 32 * Double.BYTES),
                x.target(),
                x.painted(),
                x.face(),
                x.eyes(),
                a,
                b,
                sums,
                x.channels(),
                x.area());
        launcher.launch(
                LaunchDescriptors.get("masked_loss_finish"),
                LaunchGeometry.line(x.count(), 32),
                sums,
                loss,
                (int) blocks,
                square / size,
                absolute / size,
                adds ? 1 : 0);
        memory.release(sums);
    }

    /**
     * The gradient of the sum of all losses before the sigmoid that painted.
     *
     * @param dssim gradient of {@code p f} by another loss, or null
     * @param dz shape of target
     */
    public void backward(Pictures x, double square, double absolute, @Nullable Buffer dssim, Buffer dz) {
        long size = x.channels() * x.area();
        launcher.launch(
                LaunchDescriptors.get("masked_loss_backward"),
                LaunchGeometry.plane(
                        LaunchGeometry.ceil(size, LaunchGeometry.THREADS), x.count(), LaunchGeometry.THREADS, 1),
                x.target(),
                x.painted(),
                x.face(),
                x.eyes(),
                dssim,
                dz,
                x.channels(),
                x.area(),
                (float) (2 * square / size),
                (float) (absolute / size));
    }
}
