package doppel.kernels;

import org.jspecify.annotations.Nullable;

/**
 * What follows a convolution that enlarges a picture, in one pass over memory, and the way back. {@code deep} buffers
 * are {@code [n, h, w, s * s * c]}, {@code wide} ones {@code [n, h * s, w * s, c]}: channel {@code (a * s + b) * c + k}
 * of pixel (i, j) is channel k of pixel {@code (i * s + a, j * s + b)}, as in {@link
 * LayoutKernels.BlockOrder#BLOCK_FIRST}. Targets are overwritten; shapes that do not fit are refused with an {@link
 * IllegalArgumentException}.
 */
public interface EpilogueKernels {
    /**
     * {@code y = act(z + bias)}.
     *
     * @param z deep
     * @param bias {@code [s * s * c]}, f32 if z is bf16
     * @param y wide
     */
    void spread(Buffer z, @Nullable Buffer bias, Activation activation, Buffer y);

    /**
     * {@code dz = dy * act'}, told from y, and {@code dbias} its sum over pixels.
     *
     * @param dy wide
     * @param y wide, the result of {@link #spread}
     * @param dz deep
     * @param dbias {@code [s * s * c]}, f32 if dz is bf16
     */
    void gather(Buffer dy, Buffer y, Activation activation, Buffer dz, @Nullable Buffer dbias);
}
