package doppel.nn.losses;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Concat;
import doppel.tensor.ops.CosineSimilarity;
import doppel.tensor.ops.Largest;
import doppel.tensor.ops.Slice;

/**
 * How far the features of pictures lie from those of several pictures of one person, one value per picture: {@code [n]}.
 * Source: Korshunova et al., "Fast face-swap using convolutional neural networks", 2016.
 */
public final class StyleLoss {
    private StyleLoss() {}

    /**
     * The mean over positions i of {@code min over j of d(P_i(x), P_i(y_j))}, where {@code d(u, v) = 1 - u . v / (|u|
     * |v|)} and P_i is the patch of all channels at position i: the nearest neighbour is sought among pictures, at the
     * same place, since faces are aligned. Which picture is nearest counts as given for the gradient. Patches of zeros,
     * which a rectifier leaves, have distance 1 and no gradient.
     *
     * @param x features {@code [n, h, w, c]}
     * @param styles features {@code [n, k, h, w, c]} of the k pictures for each of x; usually without a gradient
     * @param patch edge of a patch, in positions; the paper's is not known, 1 compares positions
     */
    public static Tensor nearest(Tensor x, Tensor styles, int patch) {
        Shape s = x.shape();
        Shape t = styles.shape();
        boolean fits = s.rank() == 4 && t.rank() == 5 && t.size(0) == s.size(0);
        for (int axis = -3; fits && axis < 0; axis++) fits = s.size(axis) == t.size(axis);
        if (!fits || patch < 1 || patch > Math.min(s.size(1), s.size(2))) {
            throw new IllegalArgumentException("style loss: %s against %s, patches of %d".formatted(s, t, patch));
        }
        int n = s.size(0);
        int k = t.size(1);
        Tensor u = patches(x, patch);
        Tensor v = patches(styles.reshape(n * k, s.size(1), s.size(2), s.size(3)), patch);
        int positions = u.shape().size(1) * u.shape().size(2);
        int length = u.shape().size(3);
        Tensor alike =
                CosineSimilarity.DEFAULT.apply(u.reshape(n, positions, length), v.reshape(n, k, positions, length));
        Tensor nearest = new Largest(1).apply(alike);
        return nearest.mean(2).reshape(n).times(-1).plus(1);
    }

    /** All patches of a batch, each as the channels of one position. */
    private static Tensor patches(Tensor x, int patch) {
        if (patch == 1) return x;
        int h = x.shape().size(1) - patch + 1;
        int w = x.shape().size(2) - patch + 1;
        Tensor[] shifted = new Tensor[patch * patch];
        for (int i = 0; i < patch; i++) {
            Op rows = new Slice(1, i, h);
            Tensor down = rows.apply(x);
            for (int j = 0; j < patch; j++) shifted[i * patch + j] = new Slice(2, j, w).apply(down);
        }
        return new Concat(-1).apply(shifted);
    }
}
