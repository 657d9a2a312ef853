package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.PoolOptions;
import doppel.kernels.Shape;

/** Arguments of pooling and of changes of size. */
public final class ResampleChecks {
    private ResampleChecks() {}

    /** A picture x and its pooled y, or their gradients. */
    public static void pool(String op, Buffer x, PoolOptions options, Buffer y) {
        Checks.floating(op, x, y);
        Checks.rank(op, "x", 4, x);
        Shape wanted = options.outputShape(x.shape());
        if (!wanted.equals(y.shape())) {
            throw new IllegalArgumentException(
                    "%s: %s with %s makes %s, got %s".formatted(op, x.shape(), options, wanted, y.shape()));
        }
    }

    /** Two picture batches that differ in height and width alone. */
    public static void resize(String op, Buffer x, Buffer y) {
        Checks.floating(op, x, y);
        Checks.rank(op, "x", 4, x);
        Checks.rank(op, "y", 4, y);
        if (x.shape().size(0) != y.shape().size(0)
                || x.shape().size(3) != y.shape().size(3)) {
            throw new IllegalArgumentException(
                    op + ": pictures or channels differ, " + x.shape() + " and " + y.shape());
        }
    }
}
