package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code prep.cu}, {@code blur.cu} and {@code colour.cu}: pictures before and beside networks.
 */
public final class LaunchedPictures {
    /** Floats of {@code struct PrepSample}. */
    static final int PREP_SAMPLE_FLOATS = 192;

    /** Taps that fit into a kernel's parameter. */
    private static final int MOST_TAPS = 128;

    private final Launcher launcher;
    private final Memory memory;

    public LaunchedPictures(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    /**
     * Stored faces to inputs, targets and masks; see {@code prep.cu}.
     *
     * @param pictures u8 {@code [n, h, w, 3]}
     * @param masks u8 {@code [n, h, w, k]}, null if mask is
     * @param samples f32 {@code [n, 192]}, as {@link PrepSample} writes them
     * @param input {@code [n, oh, ow, pitch]}
     * @param target f32 {@code [n, 3, oh, ow]} if planar, else {@code [n, oh, ow, 3]}; or null
     * @param mask f32, k channels in the layout of target; or null
     */
    public void prepare(
            Buffer pictures,
            @Nullable Buffer masks,
            Buffer samples,
            Buffer input,
            @Nullable Buffer target,
            @Nullable Buffer mask,
            boolean planar) {
        Shape from = pictures.shape();
        Shape to = input.shape();
        launcher.launch(
                LaunchDescriptors.get("prep", input.dtype()),
                perPixel(to.size(0), (long) to.size(1) * to.size(2)),
                pictures,
                masks,
                samples,
                input,
                target,
                mask,
                from.size(1),
                from.size(2),
                to.size(1),
                to.size(2),
                masks == null ? 0 : masks.shape().size(3),
                to.size(3),
                planar ? 1 : 0);
    }

    /**
     * A symmetric separable filter, zeros beyond the edges; its own gradient.
     *
     * @param x f32 {@code [n, h, w, c]}
     * @param taps an odd number, at most 127
     * @param y shape of x, not x
     */
    public void blur(Buffer x, float[] taps, Buffer y) {
        if (taps.length % 2 == 0 || taps.length > MOST_TAPS) {
            throw new IllegalArgumentException("blur: wanted an odd number of taps, at most 127, got " + taps.length);
        }
        Shape s = x.shape();
        Buffer half = memory.allocate(s, DType.F32);
        blur(x, half, s.size(2), s.size(3), taps);
        blur(half, y, s.size(1), (long) s.size(2) * s.size(3), taps);
        memory.release(half);
    }

    private void blur(Buffer x, Buffer y, int size, long inner, float[] taps) {
        launcher.launch(
                LaunchDescriptors.get("blur"),
                LaunchGeometry.over(x.elements(), 1),
                x,
                y,
                x.elements(),
                size,
                inner,
                taps.length,
                taps);
    }

    /** {@code y = 2 min(max(x, 0), 0.5)}. */
    void soften(Buffer x, Buffer y) {
        launcher.launch(LaunchDescriptors.get("soften"), LaunchGeometry.over(x.elements(), 1), x, y, x.elements());
    }

    /** Between BGR in 0..1 and L*a*b*, f32 {@code [n, h, w, 3]}. */
    void lab(Buffer x, boolean toLab, Buffer y) {
        launcher.launch(LaunchDescriptors.get(toLab ? "bgr_to_lab" : "lab_to_bgr"), perPixel(x), x, y, area(x));
    }

    /** @param shift f32 {@code [n, 3]}: degrees of hue, saturation, value */
    void shiftHsv(Buffer x, Buffer shift, Buffer y) {
        launcher.launch(LaunchDescriptors.get("shift_hsv"), perPixel(x), x, shift, y, area(x));
    }

    /** {@code y = x * gain + offset}, cut to low..high; gain and offset f32 {@code [n, 3]}. */
    void scaleColours(Buffer x, Buffer gain, Buffer offset, float low, float high, Buffer y) {
        launcher.launch(LaunchDescriptors.get("scale_colours"), perPixel(x), x, gain, offset, y, area(x), low, high);
    }

    private static long area(Buffer x) {
        return x.elements() / x.shape().size(0) / 3;
    }

    private static LaunchGeometry perPixel(Buffer x) {
        return perPixel(x.shape().size(0), area(x));
    }

    private static LaunchGeometry perPixel(int n, long area) {
        return LaunchGeometry.plane(LaunchGeometry.ceil(area, LaunchGeometry.THREADS), n, LaunchGeometry.THREADS, 1);
    }
}
