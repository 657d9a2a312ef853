package doppel.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Convolutions, products, reductions and norms: tolerances grow with the root of the sum's length. */
final class SumRows {
    private static final double ROUNDING = 1e-6;

    private SumRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        convolutions(rows);
        products(rows);
        reductions(rows);
        norms(rows);
        return rows.stream();
    }

    private static void convolutions(List<ParityRow> rows) {
        for (int c : List.of(1, 3, 7, 16, 17, 33)) {
            for (int k : List.of(1, 3, 8, 15, 32)) {
                convolution(rows, new Shape(2, 6, 7, c), new Shape(k, 3, 3, c), Conv2dOptions.same(3));
            }
        }
        Shape x = new Shape(2, 9, 11, 12);
        convolution(rows, x, new Shape(20, 1, 1, 12), Conv2dOptions.DEFAULT);
        convolution(rows, x, new Shape(20, 5, 5, 12), Conv2dOptions.same(5).withStride(2));
        convolution(rows, x, new Shape(20, 5, 5, 12), Conv2dOptions.same(5).withStride(3));
        convolution(rows, x, new Shape(20, 2, 4, 12), Conv2dOptions.DEFAULT.withPadding(new Padding(0, 1, 1, 2)));
        convolution(rows, x, new Shape(20, 3, 3, 12), Conv2dOptions.DEFAULT.withDilation(2));
        convolution(
                rows,
                x,
                new Shape(20, 3, 3, 12),
                Conv2dOptions.DEFAULT.withDilation(3).withStride(2).withPadding(Padding.of(3)));
        convolution(rows, x, new Shape(20, 3, 3, 3), Conv2dOptions.same(3).withGroups(4));
        convolution(rows, x, new Shape(12, 3, 3, 1), Conv2dOptions.same(3).withGroups(12));
        convolution(rows, x, new Shape(12, 7, 7, 1), Conv2dOptions.same(7).withGroups(12));
        convolution(rows, new Shape(1, 1, 1, 5), new Shape(4, 3, 3, 5), Conv2dOptions.same(3));
    }

    private static void convolution(List<ParityRow> rows, Shape in, Shape weights, Conv2dOptions options) {
        Shape out = options.outputShape(in, weights);
        String name = "conv2d " + in + " " + weights + " " + options;
        double forward = ROUNDING * Math.sqrt((double) weights.elements() / weights.size(0));
        for (Activation activation : List.of(Activation.NONE, Activation.leakyRelu(0.1), Activation.SIGMOID)) {
            rows.add(new ParityRow(name + " " + activation, forward, (k, lab) -> {
                Buffer x = lab.normal(in.sizes());
                Buffer w = lab.normal(weights.sizes());
                Buffer bias = lab.normal(weights.size(0));
                Buffer residual = lab.normal(out.sizes());
                forward(k, lab, x, w, null, null, options, activation, out);
                forward(k, lab, x, w, bias, null, options, activation, out);
                forward(k, lab, x, w, null, residual, options, activation, out);
                forward(k, lab, x, w, bias, residual, options, activation, out);
            }));
        }
        double data = ROUNDING * Math.sqrt((double) weights.elements() / weights.size(3));
        rows.add(new ParityRow(name + " backward data", data, (k, lab) -> {
            Buffer dx = lab.target(in.sizes());
            k.conv().backwardData(lab.normal(out.sizes()), lab.normal(weights.sizes()), options, dx);
            lab.compare(dx);
        }));
        double sums = ROUNDING * Math.sqrt((double) out.elements() / out.size(3));
        rows.add(new ParityRow(name + " backward weights", sums, (k, lab) -> {
            Buffer x = lab.normal(in.sizes());
            Buffer dy = lab.normal(out.sizes());
            Buffer dw = lab.target(weights.sizes());
            Buffer alone = lab.target(weights.sizes());
            Buffer dbias = lab.target(weights.size(0));
            k.conv().backwardWeights(x, dy, options, dw, dbias);
            k.conv().backwardWeights(x, dy, options, alone, null);
            lab.compare(dw, alone, dbias);
        }));
    }

    private static void forward(
            Kernels k,
            Lab lab,
            Buffer x,
            Buffer w,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            Conv2dOptions options,
            Activation activation,
            Shape out) {
        Buffer y = lab.target(out.sizes());
        k.conv().forward(x, w, bias, residual, options, activation, y);
        lab.compare(y);
    }

    private static void products(List<ParityRow> rows) {
        for (int size : List.of(1, 7, 16, 17, 65)) {
            product(rows, size, 33, 8);
            product(rows, 4, size, 15);
            product(rows, 3, 9, size);
        }
        product(rows, 4, 2048, 64);
        for (int batch : List.of(1, 3, 10)) {
            batchProduct(rows, batch, 2, 2, 2);
            batchProduct(rows, batch, 5, 33, 17);
            batchProduct(rows, batch, 16, 64, 32);
        }
    }

    private static void batchProduct(List<ParityRow> rows, int batch, int m, int k, int n) {
        for (int turned = 0; turned < 4; turned++) {
            boolean ta = (turned & 1) != 0;
            boolean tb = (turned & 2) != 0;
            String name = "batch matmul %d of [%d, %d] x [%d, %d]".formatted(batch, m, k, k, n);
            rows.add(new ParityRow(
                    name + (ta ? " a transposed" : "") + (tb ? " b transposed" : ""),
                    ROUNDING * Math.sqrt(k),
                    (kernels, lab) -> {
                        Buffer a = ta ? lab.normal(batch, k, m) : lab.normal(batch, m, k);
                        Buffer b = tb ? lab.normal(batch, n, k) : lab.normal(batch, k, n);
                        Buffer y = lab.target(batch, m, n);
                        kernels.matmul().multiplyBatch(a, ta, b, tb, y);
                        lab.compare(y);
                    }));
        }
    }

    private static void product(List<ParityRow> rows, int m, int k, int n) {
        String name = "matmul [%d, %d] x [%d, %d]".formatted(m, k, k, n);
        for (int turned = 0; turned < 4; turned++) {
            boolean ta = (turned & 1) != 0;
            boolean tb = (turned & 2) != 0;
            rows.add(new ParityRow(
                    name + (ta ? " a transposed" : "") + (tb ? " b transposed" : ""),
                    ROUNDING * Math.sqrt(k),
                    (kernels, lab) -> {
                        Buffer a = ta ? lab.normal(k, m) : lab.normal(m, k);
                        Buffer b = tb ? lab.normal(n, k) : lab.normal(k, n);
                        Buffer y = lab.target(m, n);
                        kernels.matmul().multiply(a, ta, b, tb, null, y);
                        Buffer biased = lab.target(m, n);
                        kernels.matmul().multiply(a, ta, b, tb, lab.normal(n), biased);
                        lab.compare(y, biased);
                    }));
        }
    }

    private static void reductions(List<ParityRow> rows) {
        for (Shape x : ParityRow.vectors()) {
            reduction(rows, x, new Shape());
            reduction(rows, x, new Shape(1));
            reduction(rows, x, x);
        }
        for (int c : List.of(1, 3, 7, 8, 16, 17, 64, 65)) {
            Shape x = new Shape(3, 4, 5, c);
            for (Shape y : List.of(
                    new Shape(),
                    new Shape(c),
                    new Shape(1, 1, 1, c),
                    new Shape(3, 1, 1, 1),
                    new Shape(3, 1, 1, c),
                    new Shape(3, 4, 5, 1),
                    new Shape(4, 1, c),
                    new Shape(1, 4, 1, c),
                    new Shape(3, 4, 5, c))) {
                reduction(rows, x, y);
            }
        }
        reduction(rows, new Shape(2, 128, 64, 33), new Shape(33));
        reduction(rows, new Shape(2, 128, 64, 33), new Shape(2, 1, 1, 1));
        reduction(rows, new Shape(2, 128, 64, 33), new Shape(2, 1, 1, 33));
        reduction(rows, new Shape(2, 128, 64, 33), new Shape(2, 128, 64, 1));
        reduction(rows, new Shape(7, 100_003), new Shape(7, 1));
        reduction(rows, new Shape(7, 100_003), new Shape(100_003));
    }

    private static void reduction(List<ParityRow> rows, Shape shape, Shape sums) {
        // not scaled by the length: sums are to be as exact as their terms
        double length = (double) shape.elements() / sums.elements();
        double tolerance = 5e-7 * Math.max(1, Math.sqrt(length) / 100);
        rows.add(new ParityRow("sum " + shape + " to " + sums, tolerance, (k, lab) -> {
            Buffer x = lab.uniform(-1, 2, shape.sizes());
            Buffer y = lab.target(sums.sizes());
            Buffer squares = lab.target(sums.sizes());
            k.reduce().sum(x, 0.3, y);
            k.reduce().sumOfSquares(x, 0.3, squares);
            lab.compare(y, squares);
        }));
    }

    private static void norms(List<ParityRow> rows) {
        for (int size : ParityRow.LANES) norm(rows, new Shape(3, size));
        norm(rows, new Shape(4, 8, 8, 33));
        norm(rows, new Shape(5));
        norm(rows, new Shape(2, ParityRow.LARGE));
    }

    private static void norm(List<ParityRow> rows, Shape shape) {
        rows.add(new ParityRow("rms " + shape, 2e-6, (k, lab) -> {
            Buffer x = lab.normal(shape.sizes());
            Buffer y = lab.target(shape.sizes());
            Buffer dx = lab.target(shape.sizes());
            k.norm().rms(x, 1e-6, y);
            k.norm().rmsBackward(lab.normal(shape.sizes()), x, 1e-6, dx);
            lab.compare(y, dx);
        }));
    }
}
