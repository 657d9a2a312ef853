package doppel.kernels;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.checks.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Operations on each element alone. */
final class ElementwiseRows {
    private ElementwiseRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (Shape shape : ParityRow.vectors()) {
            activations(rows, shape);
            unary(rows, shape);
            simple(rows, shape);
            casts(rows, shape);
            for (Binary f : Binary.values()) binary(rows, f, shape, shape);
        }
        broadcasts(rows);
        return rows.stream();
    }

    private static void activations(List<ParityRow> rows, Shape shape) {
        for (Activation activation : List.of(
                Activation.NONE,
                Activation.RELU,
                Activation.leakyRelu(0.1),
                Activation.leakyRelu(1.5),
                Activation.SIGMOID,
                Activation.TANH)) {
            rows.add(new ParityRow("activate " + activation + " " + shape, 1e-6, (k, lab) -> {
                Buffer x = lab.uniform(-12, 12, shape.sizes());
                Buffer y = lab.target(shape.sizes());
                Buffer dx = lab.target(shape.sizes());
                k.elementwise().activate(x, activation, y);
                k.elementwise().activateBackward(lab.normal(shape.sizes()), y, activation, dx);
                k.elementwise().activate(x, activation, x);
                lab.compare(y, dx, x);
            }));
        }
    }

    private static void unary(List<ParityRow> rows, Shape shape) {
        for (Unary f : Unary.values()) {
            boolean positive = f == Unary.SQRT || f == Unary.LOG || f == Unary.RECIPROCAL;
            rows.add(new ParityRow(Checks.name(f) + " " + shape, 2e-6, (k, lab) -> {
                Buffer x = lab.uniform(positive ? 0.1 : -9, 9, shape.sizes());
                Buffer y = lab.target(shape.sizes());
                Buffer dx = lab.target(shape.sizes());
                k.elementwise().unary(f, x, y);
                k.elementwise().unaryBackward(f, lab.normal(shape.sizes()), x, dx);
                k.elementwise().unary(f, x, x);
                lab.compare(y, dx, x);
            }));
        }
    }

    private static void simple(List<ParityRow> rows, Shape shape) {
        rows.add(new ParityRow("affine, accumulate, clamp " + shape, 5e-7, (k, lab) -> {
            Buffer x = lab.normal(shape.sizes());
            Buffer affine = lab.target(shape.sizes());
            Buffer sum = lab.normal(shape.sizes());
            Buffer clamped = lab.target(shape.sizes());
            Buffer dx = lab.target(shape.sizes());
            k.elementwise().affine(x, 0.7, -0.3, affine);
            k.elementwise().accumulate(x, 1, sum);
            k.elementwise().accumulate(x, -0.4, sum);
            k.elementwise().clamp(x, -0.5, 0.25, clamped);
            k.elementwise().clampBackward(sum, clamped, -0.5, 0, dx);
            lab.compare(affine, sum, clamped, dx);
        }));
    }

    private static void casts(List<ParityRow> rows, Shape shape) {
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                rows.add(new ParityRow("cast " + from + " to " + to + " " + shape, 0, (k, lab) -> {
                    Buffer y = lab.target(to, shape);
                    k.elementwise().cast(lab.uniform(from, -20, 300, shape.sizes()), y);
                    lab.compare(y);
                }));
            }
        }
    }

    private static void broadcasts(List<ParityRow> rows) {
        for (Binary f : Binary.values()) {
            for (int c : List.of(1, 3, 7, 8, 16, 17, 64, 65)) {
                Shape x = new Shape(2, 3, 5, c);
                for (Shape small : List.of(
                        new Shape(c),
                        new Shape(),
                        new Shape(1),
                        new Shape(2, 3, 5, 1),
                        new Shape(2, 1, 1, c),
                        new Shape(2, 1, 1, 1),
                        new Shape(3, 1, c),
                        new Shape(1, 3, 1, c))) {
                    binary(rows, f, x, small);
                    binary(rows, f, small, x);
                }
                binary(rows, f, new Shape(3, 1, c), new Shape(5, 1));
            }
            binary(rows, f, new Shape(4, 64, 64, 33), new Shape(33));
            binary(rows, f, new Shape(4, 64, 64, 33), new Shape(4, 64, 64, 1));
            binary(rows, f, new Shape(4, 64, 64, 33), new Shape());
        }
    }

    private static void binary(List<ParityRow> rows, Binary f, Shape a, Shape b) {
        rows.add(new ParityRow(Checks.name(f) + " " + a + " " + b, 5e-7, (k, lab) -> {
            Shape shape = Shape.broadcast(a, b);
            Buffer left = lab.normal(a.sizes());
            Buffer right = lab.uniform(0.5, 2, b.sizes());
            Buffer y = lab.target(shape.sizes());
            k.elementwise().binary(f, left, right, y);
            lab.compare(y);
            if (a.equals(shape)) {
                k.elementwise().binary(f, left, right, left);
                lab.compare(left);
            }
        }));
    }
}
