package doppel.kernels;

/** Moves values without changing them, and sums up those that a move took from one place. Targets are overwritten. */
public interface LayoutKernels {
    /** Order of the channels that depth-to-space takes apart. */
    enum BlockOrder {
        /** {@code (row, column, channel)}: DeepFaceLab, TensorFlow. */
        BLOCK_FIRST,
        /** {@code (channel, row, column)}: PyTorch's pixel shuffle. */
        CHANNEL_FIRST
    }

    /**
     * {@code y[n, i*s + a, j*s + b, k] = x[n, i, j, (a*s + b)*c + k]} for {@link BlockOrder#BLOCK_FIRST}, or channel
     * {@code k*s*s + a*s + b} for {@link BlockOrder#CHANNEL_FIRST}.
     *
     * @param x {@code [n, h, w, c * s * s]}
     * @param y {@code [n, h * s, w * s, c]}
     */
    void depthToSpace(Buffer x, BlockOrder order, Buffer y);

    /** The inverse of {@link #depthToSpace}, and so its gradient. */
    void spaceToDepth(Buffer x, BlockOrder order, Buffer y);

    /** Axis {@code i} of y is axis {@code axes[i]} of x. */
    void transpose(Buffer x, int[] axes, Buffer y);

    /**
     * Copies a block of {@code size} from {@code source} at {@code sourceStart} to {@code target} at
     * {@code targetStart}, all of the rank of both; the rest of the target is left as it is. Concatenation, slices and
     * padding are made of this.
     */
    void copyBlock(Buffer source, int[] sourceStart, Buffer target, int[] targetStart, int[] size);

    /**
     * Entries along one axis by number: {@code y[o, i, r] = x[o, indices[i], r]}, o being the index along all axes
     * before it and r that along all behind it. A number that the axis does not have gives zeros.
     *
     * @param axis of x, from 0
     * @param indices i32 {@code [m]}
     * @param y shape of x with m entries along the axis
     */
    void gather(Buffer x, int axis, Buffer indices, Buffer y);

    /**
     * {@code dx[o, j, r] = sum of dy[o, i, r]} over all i with {@code indices[i] = j}, in floating point and always in
     * one order, or with the same bits in any.
     */
    void gatherBackward(Buffer dy, int axis, Buffer indices, Buffer dx);
}
