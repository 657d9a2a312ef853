package doppel.kernels.cuda;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.EpilogueKernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.checks.LayoutChecks;
import org.jspecify.annotations.Nullable;

/**
 * {@code blocks_act.cu}: bias, residual, activation and depth-to-space (channels {@code (row, column, channel)}) behind
 * a convolution in one pass, and back with the bias's gradient.
 */
final class LaunchedBlocks implements EpilogueKernels {
    private static final int GROUP = 8;

    private final Launcher launcher;
    private final Memory memory;
    private final LaunchedReduce reduce;

    LaunchedBlocks(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
        this.reduce = new LaunchedReduce(launcher, memory);
    }

    @Override
    public void spread(Buffer z, @Nullable Buffer bias, Activation activation, Buffer y) {
        LayoutChecks.spread("spread", z, bias, y);
        forward(z, bias, null, activation, y, Place.all(y));
    }

    @Override
    public void gather(Buffer dy, Buffer y, Activation activation, Buffer dz, @Nullable Buffer dbias) {
        LayoutChecks.spread("gather", dz, dbias, dy);
        LayoutChecks.spread("gather", dz, dbias, y);
        backward(dy, y, activation, dz, dbias, Place.all(y));
    }

    /**
     * Where the result stands among the channels of y.
     *
     * @param channels of the result
     * @param offset first channel of it in y
     * @param again first channel of a second copy, or -1
     */
    record Place(int channels, int offset, int again) {
        /** All of y. */
        static Place all(Buffer y) {
            return new Place(y.shape().size(3), 0, -1);
        }
    }

    /**
     * {@code y = act(z + bias + residual)}, block (a, b) of z at pixel {@code (i s + a, j s + b)}.
     *
     * @param z {@code [n, h, w, s s c]}
     * @param bias f32 {@code [s s c]}
     * @param residual {@code [n, h s, w s, c]}
     * @param y {@code [n, h s, w s, pitch]}; other channels are left as they are
     */
    void forward(
            Buffer z, @Nullable Buffer bias, @Nullable Buffer residual, Activation activation, Buffer y, Place place) {
        int[] sizes = sizes(z.shape(), y.shape(), place, activation);
        long pixels = z.elements() / z.shape().size(3);
        launcher.launch(
                LaunchDescriptors.get("blocks_act", z.dtype()),
                LaunchGeometry.over(pixels * groups(sizes), 1),
                z,
                bias,
                residual,
                y,
                pixels,
                sizes,
                activation.slope());
    }

    /**
     * {@code dz = dy * act'(y)} and {@code dbias} = its sum over pixels; the gradient of the residual is that of a bare
     * activation.
     *
     * @param dbias f32 {@code [s s c]}, or null
     */
    void backward(Buffer dy, Buffer y, Activation activation, Buffer dz, @Nullable Buffer dbias, Place place) {
        int[] sizes = sizes(dz.shape(), y.shape(), place, activation);
        long pixels = dz.elements() / dz.shape().size(3);
        long across = LaunchGeometry.ceil(groups(sizes), 32);
        long parts = Math.clamp(
                LaunchGeometry.ceil(2L * launcher.multiprocessors(), across), 1, LaunchGeometry.ceil(pixels, GROUP));
        Buffer sums = memory.allocate(new Shape((int) parts, dz.shape().size(3)), DType.F32);
        launcher.launch(
                LaunchDescriptors.get("blocks_act_backward", dz.dtype()),
                LaunchGeometry.plane(across, parts, 32, 8).withShared(256 * GROUP * Float.BYTES),
                dy,
                y,
                dz,
                sums,
                pixels,
                sizes,
                activation.slope());
        if (dbias != null) reduce.sum(sums, 1, dbias);
        memory.release(sums);
    }

    private static int groups(int[] sizes) {
        return sizes[2] * sizes[2] * ((sizes[3] + GROUP - 1) / GROUP);
    }

    private static int[] sizes(Shape z, Shape y, Place place, Activation activation) {
        int s = y.size(1) / z.size(1);
        boolean fits = s >= 1
                && y.size(0) == z.size(0)
                && y.size(1) == z.size(1) * s
                && y.size(2) == z.size(2) * s
                && z.size(3) == s * s * place.channels()
                && Math.max(place.offset(), place.again()) + place.channels() <= y.size(3);
        if (!fits) throw new IllegalArgumentException("blocks: " + z + " does not go to " + place + " of " + y);
        return new int[] {
            z.size(1),
            z.size(2),
            s,
            place.channels(),
            y.size(3),
            place.offset(),
            place.again(),
            KernelNumbers.of(activation.kind())
        };
    }
}
