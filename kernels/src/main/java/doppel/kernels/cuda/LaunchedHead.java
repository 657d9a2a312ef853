package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/** {@code head.cu}: the last layer of a decoder, to planes of f32 that losses read. */
public final class LaunchedHead {
    private static final int MOST_OUTPUTS = 4;

    private final Launcher launcher;
    private final Memory memory;
    private final LaunchedReduce reduce;

    public LaunchedHead(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
        this.reduce = new LaunchedReduce(launcher, memory);
    }

    /**
     * {@code y = sigmoid(x w + bias)}, a 1 x 1 convolution.
     *
     * @param x {@code [n, h, w, c]}
     * @param w f32 {@code [k, c]}, k at most 4
     * @param bias f32 {@code [k]}
     * @param y f32 {@code [n, k, h, w]}
     */
    public void forward(Buffer x, Buffer w, @Nullable Buffer bias, Buffer y) {
        int c = channels(x, w);
        int k = w.shape().size(0);
        long pixels = x.elements() / c;
        launcher.launch(
                LaunchDescriptors.get("head", x.dtype()),
                LaunchGeometry.line(LaunchGeometry.ceil(pixels, 32), LaunchGeometry.THREADS)
                        .withShared((long) k * c * Float.BYTES),
                x,
                w,
                bias,
                y,
                pixels,
                pixels / x.shape().size(0),
                c,
                k);
    }

    /**
     * Gradients from the one before the sigmoid.
     *
     * @param dz f32 {@code [n, k, h, w]}
     * @param dx {@code [n, h, w, c]}
     * @param dw f32 {@code [k, c]}
     * @param dbias f32 {@code [k]}
     */
    public void backward(Buffer dz, Buffer x, Buffer w, Buffer dx, Buffer dw, Buffer dbias) {
        int c = channels(x, w);
        int k = w.shape().size(0);
        long pixels = x.elements() / c;
        long area = pixels / x.shape().size(0);
        launcher.launch(
                LaunchDescriptors.get("head_backward", x.dtype()),
                LaunchGeometry.over(pixels * LaunchGeometry.ceil(c, 8), 1),
                dz,
                w,
                dx,
                pixels,
                area,
                c,
                k);
        long across = LaunchGeometry.ceil(c, 256);
        long parts = Math.clamp(2L * launcher.multiprocessors() / across, 1, LaunchGeometry.ceil(pixels, 8));
        Buffer sums = memory.allocate(new Shape((int) parts, k, c), DType.F32);
        launcher.launch(
                LaunchDescriptors.get("head_weights", x.dtype()),
                LaunchGeometry.plane(across, parts, 32, 8).withShared(256 * 8 * Float.BYTES),
                dz,
                x,
                sums,
                pixels,
                area,
                c,
                k);
        reduce.sum(sums, 1, dw);
        memory.release(sums);
        reduce.sum(dz.as(new Shape(x.shape().size(0), k, Math.toIntExact(area))), 1, dbias.as(new Shape(k, 1)));
    }

    /**
     * {@code y = sigmoid(z + bias)} of a convolution to s x s blocks of k channels, channels {@code (row, column,
     * channel)}; further channels of z are padding.
     *
     * @param z {@code [n, h, w, pitch]}
     * @param bias f32 {@code [s s k]}
     * @param y f32 {@code [n, k, h s, w s]}
     */
    public void blocks(Buffer z, @Nullable Buffer bias, Buffer y) {
        Shape s = z.shape();
        launcher.launch(
                LaunchDescriptors.get("head_blocks", z.dtype()),
                LaunchGeometry.over(y.elements(), 1),
                z,
                bias,
                y,
                y.elements(),
                s.size(1),
                s.size(2),
                y.shape().size(2) / s.size(1),
                y.shape().size(1),
                s.size(3));
    }

    /** {@code dz} of {@link #blocks} from the gradient before the sigmoid, zeros in the padding. */
    public void blocksBackward(Buffer dy, Buffer dz) {
        Shape s = dz.shape();
        launcher.launch(
                LaunchDescriptors.get("head_blocks_backward", dz.dtype()),
                LaunchGeometry.over(dz.elements(), 1),
                dy,
                dz,
                dz.elements(),
                s.size(1),
                s.size(2),
                dy.shape().size(2) / s.size(1),
                dy.shape().size(1),
                s.size(3));
    }

    private static int channels(Buffer x, Buffer w) {
        int c = x.shape().size(3);
        if (w.shape().rank() != 2 || w.shape().size(1) != c || w.shape().size(0) > MOST_OUTPUTS) {
            throw new IllegalArgumentException("head: weights " + w + " on " + x + ", at most 4 outputs");
        }
        return c;
    }
}
