package doppel.nn.layers;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.nn.Layer;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Gather;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Pictures of one size continued beyond their edges, {@code [n, h, w, c]} to {@code [n, top + h + bottom, left + w +
 * right, c]}. Gradients go back to the pixels that were repeated. Zeros are put around by {@link
 * doppel.tensor.ops.Pad}.
 */
public final class BorderPad implements Layer {
    private final Tensor rows;
    private final Tensor columns;

    /** What lies beyond an edge. */
    public enum Border {
        /** The outermost pixel, again and again: PyTorch's {@code replicate}. */
        EDGE,
        /** The picture mirrored about the middle of the outermost pixel, which is not repeated. */
        REFLECT
    }

    /**
     * @param owner keeps the numbers of rows and columns
     * @throws IllegalArgumentException if a mirror would have to show more than the picture
     */
    public BorderPad(TensorScope owner, int height, int width, Padding padding, Border border) {
        rows = numbers(owner, height, padding.top(), padding.bottom(), border);
        columns = numbers(owner, width, padding.left(), padding.right(), border);
    }

    private static Tensor numbers(TensorScope owner, int size, int before, int behind, Border border) {
        if (border == Border.REFLECT && Math.max(before, behind) >= size) {
            throw new IllegalArgumentException(
                    "border pad: %d and %d pixels mirrored from %d".formatted(before, behind, size));
        }
        var bytes =
                ByteBuffer.allocate((before + size + behind) * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int i = -before; i < size + behind; i++) {
            bytes.putInt(
                    border == Border.EDGE ? Math.clamp(i, 0, size - 1) : size - 1 - Math.abs(size - 1 - Math.abs(i)));
        }
        Tensor numbers = owner.allocate(new Shape(before + size + behind), DType.I32);
        Buffer target = numbers.buffer();
        owner.kernels().memory().uploadBytes(bytes.array(), target);
        return numbers;
    }

    @Override
    public Tensor forward(Tensor x) {
        return new Gather(2).apply(new Gather(1).apply(x, rows), columns);
    }
}
