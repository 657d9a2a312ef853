package doppel.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cosine similarity of rows, and the largest along an axis. */
final class SimilarityRows {
    private static final double EPSILON = 1e-8;

    private SimilarityRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (int c : ParityRow.LANES) cosine(rows, 2, 3, 5, c);
        cosine(rows, 1, 1, 1, 4);
        cosine(rows, 3, 1, 9, 33);
        cosine(rows, 2, 16, 100, 65);
        withZeros(rows);
        for (int c : List.of(1, 3, 17)) {
            for (int axis = 0; axis < 4; axis++) largest(rows, new Shape(3, 4, 5, c), axis);
        }
        largest(rows, new Shape(1000), 0);
        largest(rows, new Shape(2, 16, 1024), 1);
        equals(rows);
        return rows.stream();
    }

    private static void cosine(List<ParityRow> rows, int n, int k, int q, int c) {
        rows.add(new ParityRow("cosine [%d, %d, %d, %d]".formatted(n, k, q, c), 2e-6, (kernels, lab) -> {
            Buffer u = lab.normal(n, q, c);
            Buffer v = lab.normal(n, k, q, c);
            Buffer y = lab.target(n, k, q);
            kernels.losses().cosine(u, v, EPSILON, y);
            lab.compare(y);
            Buffer alike = lab.uniform(-1, 1, n, k, q); // not y, so that errors of the former do not count again
            backward(kernels, lab, lab.normal(n, k, q), u, v, alike);
        }));
    }

    private static void backward(Kernels kernels, Lab lab, Buffer dy, Buffer u, Buffer v, Buffer y) {
        Buffer du = lab.target(u.shape().sizes());
        Buffer dv = lab.target(v.shape().sizes());
        kernels.losses().cosineBackward(dy, u, v, y, EPSILON, du, dv);
        if (u.shape().size(-1) > 1) lab.compare(du, dv); // one number may be near 0, and its gradient any size
        kernels.losses().cosineBackward(dy, u, v, y, EPSILON, du, null);
        kernels.losses().cosineBackward(dy, u, v, y, EPSILON, null, dv);
        if (u.shape().size(-1) > 1) lab.compare(du, dv);
    }

    /** Rows of zeros, and gradients of zero for all but one candidate. */
    private static void withZeros(List<ParityRow> rows) {
        rows.add(new ParityRow("cosine with zeros", 1e-6, (kernels, lab) -> {
            Buffer u = lab.of(new Shape(1, 2, 3), 0, 0, 0, 1, 2, 2);
            Buffer v = lab.of(new Shape(1, 2, 2, 3), 1, 1, 1, 0, 0, 0, 3, 0, 4, 2, 1, -2);
            Buffer y = lab.target(1, 2, 2);
            kernels.losses().cosine(u, v, EPSILON, y);
            lab.compare(y);
            backward(kernels, lab, lab.of(new Shape(1, 2, 2), 1, 0, 0, 3), u, v, y);
            backward(kernels, lab, lab.of(new Shape(1, 2, 2), 0, 0, 0, 0), u, v, y);
        }));
    }

    private static void largest(List<ParityRow> rows, Shape shape, int axis) {
        rows.add(new ParityRow("largest of " + shape + " along " + axis, 0, (k, lab) -> {
            Shape reduced = shape.with(axis, 1);
            compare(k, lab, lab.normal(shape.sizes()), axis, lab.normal(reduced.sizes()));
        }));
    }

    private static void compare(Kernels k, Lab lab, Buffer x, int axis, Buffer dy) {
        Buffer y = lab.target(dy.shape().sizes());
        Buffer index = lab.target(DType.I32, dy.shape());
        Buffer dx = lab.target(x.shape().sizes());
        k.reduce().max(x, axis, y, index);
        k.reduce().maxBackward(dy, index, axis, dx);
        lab.compare(y, index, dx);
        k.reduce().max(x, axis, null, index);
        lab.compare(index);
    }

    private static void equals(List<ParityRow> rows) {
        rows.add(new ParityRow("largest of equals", 0, (k, lab) -> {
            Buffer x = lab.of(new Shape(2, 4), 1, 3, 3, 2, -1, -1, -1, -1);
            compare(k, lab, x, 1, lab.of(new Shape(2, 1), 5, 7));
        }));
    }
}
