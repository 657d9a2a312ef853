package doppel.kernels;

import doppel.kernels.checks.NormChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Normalisation by mean and variance, and softmax. */
final class NormRows {
    private static final double EPSILON = 1e-5;

    private NormRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (int c : List.of(1, 3, 7, 8, 16, 17, 33, 64, 65, 130)) {
            Shape x = new Shape(3, 5, 7, c);
            moments(rows, x, new Shape(1, c));
            moments(rows, x, new Shape(3, c));
            moments(rows, x, new Shape(3, 1));
        }
        moments(rows, new Shape(3, 5, 7, 24), new Shape(3, 4));
        moments(rows, new Shape(3, 5, 7, 96), new Shape(3, 2));
        moments(rows, new Shape(2, 96), new Shape(1, 96));
        moments(rows, new Shape(2, 96), new Shape(2, 32));
        moments(rows, new Shape(11), new Shape(1, 11));
        moments(rows, new Shape(2, 150, 131, 5), new Shape(1, 5)); // in pieces, with rows left over
        moments(rows, new Shape(2, 150, 131, 5), new Shape(2, 5));
        moments(rows, new Shape(2, 70, 61, 96), new Shape(2, 32));
        largeMeans(rows);
        for (int size : ParityRow.LANES) softmax(rows, new Shape(3, size));
        softmax(rows, new Shape(2, 5, 7, 11));
        softmax(rows, new Shape(9));
        softmax(rows, new Shape(2, 58 * 58));
        softmax(rows, new Shape(2, ParityRow.LARGE));
        return rows.stream();
    }

    private static void moments(List<ParityRow> rows, Shape shape, Shape per) {
        int c = shape.size(-1);
        double tolerance = 4e-6;
        rows.add(new ParityRow("norm of " + shape + " by " + per, tolerance, (k, lab) -> {
            Buffer x = lab.normal(shape.sizes());
            DType beside = NormChecks.beside(x);
            Buffer mean = lab.target(beside, per);
            Buffer variance = lab.target(beside, per);
            k.norm().moments(x, mean, variance);
            lab.compare(mean, variance);
            Buffer scale = lab.uniform(beside, 0.5, 1.5, c);
            Buffer shift = lab.normal(beside, c);
            Buffer y = lab.target(shape.sizes());
            k.norm().normalize(x, mean, variance, EPSILON, scale, shift, y);
            lab.compare(y);
            k.norm().normalize(x, mean, variance, EPSILON, null, null, y);
            lab.compare(y);
        }));
        // a few elements have variances near 0, whose roots are large
        rows.add(new ParityRow("norm backward of " + shape + " by " + per, 10 * tolerance, (k, lab) -> {
            Buffer x = lab.uniform(-1, 2, shape.sizes());
            DType beside = NormChecks.beside(x);
            Buffer mean = lab.uniform(beside, 0.4, 0.6, per.sizes());
            Buffer variance = lab.uniform(beside, 0.5, 1, per.sizes());
            Buffer scale = lab.uniform(beside, 0.5, 1.5, c);
            Buffer dy = lab.normal(shape.sizes());
            Buffer dx = lab.target(shape.sizes());
            Buffer dscale = lab.target(beside, new Shape(c));
            Buffer dshift = lab.target(beside, new Shape(c));
            for (boolean own : new boolean[] {true, false}) {
                k.norm().normalizeBackward(dy, x, mean, variance, EPSILON, scale, own, dx, dscale, dshift);
                lab.compare(dx);
            }
            mean(k, lab, dscale, shape);
            mean(k, lab, dshift, shape);
            k.norm().normalizeBackward(dy, x, mean, variance, EPSILON, null, true, null, dscale, null);
            mean(k, lab, dscale, shape);
            k.norm().normalizeBackward(dy, x, mean, variance, EPSILON, null, true, dy, null, null);
            lab.compare(dy);
        }));
    }

    /** Sums over all pictures as means, so that their size does not matter. */
    private static void mean(Kernels k, Lab lab, Buffer sum, Shape shape) {
        double rows = (double) shape.elements() / shape.size(-1);
        k.elementwise().affine(sum, 1 / Math.sqrt(rows), 0, sum);
        lab.compare(sum);
    }

    /** What a mean of a thousand times the deviation leaves of the variance. */
    private static void largeMeans(List<ParityRow> rows) {
        rows.add(new ParityRow("mixed moments far from zero", 1e-6, (k, lab) -> {
            Buffer x = lab.uniform(DType.F32, 1000, 1001, 4, 33, 17, 6);
            Buffer mean = lab.target(DType.F32, new Shape(1, 6));
            Buffer variance = lab.target(DType.F32, new Shape(1, 6));
            k.norm().moments(x, mean, variance);
            lab.compare(mean, variance);
        }));
    }

    private static void softmax(List<ParityRow> rows, Shape shape) {
        rows.add(new ParityRow("softmax " + shape, 1e-6, (k, lab) -> {
            Buffer x = lab.uniform(-8, 8, shape.sizes());
            Buffer y = lab.target(shape.sizes());
            Buffer dx = lab.target(shape.sizes());
            k.norm().softmax(x, y);
            lab.compare(y);
            Buffer dy = lab.normal(shape.sizes());
            k.norm().softmaxBackward(dy, y, dx);
            k.elementwise().affine(x, 1, 500, x);
            k.norm().softmax(x, x);
            k.norm().softmaxBackward(dy, y, dy);
            lab.compare(dx, dy);
            if (shape.size(-1) < 100) lab.compare(x); // 500 added in f32 rounds x; a long row adds the errors
        }));
    }
}
