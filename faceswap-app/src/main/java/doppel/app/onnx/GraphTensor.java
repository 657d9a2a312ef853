package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Transpose;
import java.util.Arrays;

/**
 * A tensor as a network sees it. ONNX speaks of pictures as {@code [n, c, h, w]}, our kernels keep them as {@code [n,
 * h, w, c]}: so beside the tensor stands which axis of the network each of its stored axes is. A transpose in the
 * network only changes that note; values move where an operator needs them in another order, and not even then if all
 * axes that change places have size 1.
 */
public final class GraphTensor implements GraphValue {
    private static final int[] CHANNELS_LAST = {0, 2, 3, 1};

    private final Tensor tensor;
    private final int[] order;

    private GraphTensor(Tensor tensor, int[] order) {
        this.tensor = tensor;
        this.order = order;
    }

    /** A tensor whose axes are stored as the network names them. */
    public static GraphTensor plain(Tensor tensor) {
        return stored(tensor, identity(tensor.shape().rank()));
    }

    /** Pictures stored as {@code [n, h, w, c]}, which the network calls {@code [n, c, h, w]}. */
    public static GraphTensor channelsLast(Tensor tensor) {
        return stored(tensor, CHANNELS_LAST);
    }

    /**
     * @param order for each stored axis the network's axis that it is
     * @throws IllegalArgumentException unless each of the tensor's axes is named once
     */
    static GraphTensor stored(Tensor tensor, int... order) {
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, identity(tensor.shape().rank()))) {
            throw new IllegalArgumentException(
                    "graph tensor: " + tensor.shape() + " stored in the order " + Arrays.toString(order));
        }
        return new GraphTensor(tensor, order.clone());
    }

    /** The stored values. */
    public Tensor tensor() {
        return tensor;
    }

    int[] order() {
        return order.clone();
    }

    int rank() {
        return order.length;
    }

    /** The shape as the network names it. */
    public Shape shape() {
        int[] sizes = new int[order.length];
        for (int i = 0; i < order.length; i++) sizes[order[i]] = tensor.shape().size(i);
        return new Shape(sizes);
    }

    /** The values row-major in the network's order of axes. */
    public float[] toFloats() {
        try (TensorScope scope = tensor.scope().child()) {
            return inOrder(scope, identity(rank())).tensor.toFloats();
        }
    }

    /** Stored as the network names the axes; made in {@code scope} unless it is so already. */
    Tensor plain(TensorScope scope) {
        return inOrder(scope, identity(rank())).tensor;
    }

    /**
     * Stored as {@code [n, h, w, c]}; made in {@code scope} unless it is so already.
     *
     * @throws IllegalArgumentException unless this is a batch of pictures
     */
    Tensor channelsLast(TensorScope scope) {
        if (rank() != 4) throw new IllegalArgumentException("pictures [n, c, h, w] wanted, got " + shape());
        return inOrder(scope, CHANNELS_LAST).tensor;
    }

    /** Stored in another order. */
    GraphTensor inOrder(TensorScope scope, int... wanted) {
        if (Arrays.equals(order, wanted)) return this;
        int[] from = new int[wanted.length];
        int[] sizes = new int[wanted.length];
        int last = -1;
        boolean moves = false;
        for (int i = 0; i < wanted.length; i++) {
            from[i] = position(wanted[i]);
            sizes[i] = tensor.shape().size(from[i]);
            if (sizes[i] == 1) continue;
            moves |= from[i] < last;
            last = from[i];
        }
        Tensor moved = moves
                ? new Transpose(from).forward(scope, tensor)
                : scope.view(tensor, tensor.buffer().as(new Shape(sizes)));
        return new GraphTensor(moved, wanted.clone());
    }

    /** Axis {@code i} of the network becomes what axis {@code axes[i]} was; no value moves. */
    GraphTensor transposed(int... axes) {
        int[] renamed = new int[order.length];
        for (int i = 0; i < axes.length; i++) renamed[position(axes[i])] = i;
        return stored(tensor, renamed);
    }

    /** With axes of size 1 in front, up to a rank; no value moves. */
    GraphTensor withRank(TensorScope scope, int rank) {
        int more = rank - rank();
        if (more <= 0) return this;
        int[] sizes = new int[rank];
        int[] longer = identity(rank);
        Arrays.fill(sizes, 1);
        for (int i = 0; i < order.length; i++) {
            sizes[more + i] = tensor.shape().size(i);
            longer[more + i] = more + order[i];
        }
        return new GraphTensor(scope.view(tensor, tensor.buffer().as(new Shape(sizes))), longer);
    }

    /** The same storage order around the result of an operator that keeps axes apart. */
    GraphTensor like(Tensor result) {
        return new GraphTensor(result, order);
    }

    /** Where an axis of the network is stored. */
    int position(int axis) {
        for (int i = 0; i < order.length; i++) if (order[i] == axis) return i;
        throw new IllegalArgumentException("axis " + axis + " of " + shape());
    }

    /** A tensor of {@code scope} on the same memory, which lives on when this one is released. */
    GraphTensor keptBy(TensorScope scope) {
        return new GraphTensor(scope.view(tensor, tensor.buffer()), order);
    }

    private static int[] identity(int rank) {
        int[] axes = new int[rank];
        for (int i = 0; i < rank; i++) axes[i] = i;
        return axes;
    }

    @Override
    public String toString() {
        return "tensor " + shape();
    }
}
