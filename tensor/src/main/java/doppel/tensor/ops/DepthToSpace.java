package doppel.tensor.ops;

import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Spreads channels over a block of pixels: {@code [n, h, w, c * block^2]} to {@code [n, h * block, w * block, c]}; the
 * gradient gathers them again. See {@link doppel.kernels.LayoutKernels#depthToSpace}.
 */
public record DepthToSpace(int block, BlockOrder order) implements Op {
    public DepthToSpace {
        if (block < 1) throw new IllegalArgumentException("depth_to_space: block " + block);
    }

    /** DeepFaceLab's and TensorFlow's order. */
    public static DepthToSpace of(int block) {
        return new DepthToSpace(block, BlockOrder.BLOCK_FIRST);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape s = x[0].shape();
        if (s.rank() != 4 || s.size(3) % ((long) block * block) != 0) {
            throw new IllegalArgumentException("depth_to_space: " + s + " by blocks of " + block);
        }
        Shape spread = new Shape(s.size(0), s.size(1) * block, s.size(2) * block, s.size(3) / (block * block));
        Tensor y = scope.allocate(spread, x[0].dtype());
        scope.kernels().layout().depthToSpace(x[0].buffer(), order, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().layout().spaceToDepth(dy.buffer(), order, dx.buffer());
        return new Tensor[] {dx};
    }
}
