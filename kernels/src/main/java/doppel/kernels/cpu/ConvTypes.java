package doppel.kernels.cpu;

import doppel.bindings.onednn.DataType;
import doppel.kernels.Buffer;

/**
 * Types of a convolution: of its tensors, and of what is multiplied.
 *
 * @param x of the input or its gradient
 * @param w of the weights and the bias, or their gradients
 * @param y of the output and the residual, or the output's gradient
 * @param factors to which both factors are rounded before they are multiplied
 */
record ConvTypes(DataType x, DataType w, DataType y, DataType factors) {
    /** All of one type. */
    static ConvTypes all(DataType type) {
        return new ConvTypes(type, type, type, type);
    }

    /** Whether all is f32. */
    boolean single() {
        return equals(all(DataType.F32));
    }

    /** Whether the output's gradient is rounded before it is multiplied. */
    boolean roundsOutput() {
        return y == DataType.F32 && factors == DataType.BF16;
    }

    /** @param factors of convolutions whose x is f32; where x is bf16, so are both factors */
    static ConvTypes of(Buffer x, Buffer w, Buffer y, DataType factors) {
        DataType stored = OnednnContext.type(x);
        return new ConvTypes(
                stored,
                OnednnContext.type(w),
                OnednnContext.type(y),
                stored == DataType.BF16 ? DataType.BF16 : factors);
    }
}
