package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.DssimOptions;
import doppel.kernels.Shape;

/** Arguments of the losses. */
public final class LossChecks {
    private LossChecks() {}

    /** Rows {@code u [n, q, c]}, their candidates {@code v [n, k, q, c]} and a value for each pair {@code [n, k, q]}. */
    public static void cosine(String op, Buffer u, Buffer v, Buffer perPair) {
        Checks.floating(op, u, v, perPair);
        Checks.rank(op, "u", 3, u);
        Checks.rank(op, "v", 4, v);
        Shape s = v.shape();
        Checks.shape(op, "u", new Shape(s.size(0), s.size(2), s.size(3)), u);
        Checks.shape(op, "one value per pair", new Shape(s.size(0), s.size(1), s.size(2)), perPair);
    }

    /**
     * Arguments of the structural dissimilarity.
     *
     * @param perChannel {@code [n, c]}: the loss or its gradient
     */
    public static void dssim(String op, Buffer a, Buffer b, DssimOptions options, Buffer perChannel) {
        Checks.same(op, a, b);
        Checks.sameType(op, a, perChannel);
        Checks.rank(op, "pictures", 4, a);
        Shape x = a.shape();
        if (x.size(1) < options.size() || x.size(2) < options.size()) {
            throw new IllegalArgumentException(
                    "%s: a window of %d does not fit into %s".formatted(op, options.size(), x));
        }
        Checks.shape(op, "one value per picture and channel", new Shape(x.size(0), x.size(3)), perChannel);
    }
}
