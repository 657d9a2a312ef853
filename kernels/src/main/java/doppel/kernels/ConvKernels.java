package doppel.kernels;

import org.jspecify.annotations.Nullable;

/**
 * 2-D convolution (cross-correlation, as networks use it) and its two gradients. {@code x} is {@code [n, h, w, c]},
 * {@code w} is {@code [k, kh, kw, c / groups]}, {@code y} is {@code [n, oh, ow, k]}. Every method overwrites its target
 * and throws {@link IllegalArgumentException} with the shapes and types if they do not fit.
 *
 * <p>All buffers of a call are of one floating-point type, or the storage is mixed: {@code x} (or {@code dx}) bf16, {@code
 * w} and {@code bias} (or {@code dw} and {@code dbias}) f32, and {@code y} (or {@code dy}) with its {@code residual} either
 * of the two. In mixed storage both factors of each product are rounded to bf16, sums are f32, and what is added to a sum is
 * not rounded before. A back-end may round a sum to bf16 once before it goes on; f32 results are then as exact as bf16. It
 * may also leave f32 factors as they are where it has no fast kernel for rounded ones.
 *
 * <p>A transposed convolution is {@link #backwardData} with the roles of input and output exchanged.
 */
public interface ConvKernels {
    /**
     * {@code y[n,i,j,k] = act(bias[k] + sum over a, b, c of x[n, i*s + a*d - top, j*s + b*d - left, c] * w[k,a,b,c] +
     * residual[n,i,j,k])}.
     *
     * @param bias {@code [k]}
     * @param residual shape of {@code y}
     */
    void forward(
            Buffer x,
            Buffer w,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            Conv2dOptions options,
            Activation activation,
            Buffer y);

    /** Gradient of the input: {@code dx = sum of dy * w} over all outputs an input takes part in. */
    void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx);

    /**
     * Gradients of the weights and, unless null, of the bias: {@code dw = sum of x * dy}, {@code dbias[k] = sum of
     * dy[..., k]}.
     */
    void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias);
}
