package doppel.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Pooling, changes of size and structural dissimilarity. */
final class PictureRows {
    private PictureRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (int c : List.of(1, 3, 7, 8, 16, 17, 65)) {
            pools(rows, new Shape(2, 7, 9, c));
            resizes(rows, new Shape(2, 5, 6, c));
            resizes(rows, new Shape(1, 1, 2, c));
        }
        for (int size : List.of(1, 2, 5, 8, 11)) {
            for (int c : List.of(1, 3, 4, 17)) dssim(rows, new Shape(2, 13, 17, c), size);
            dssim(rows, new Shape(1, size, size, 3), size);
            dssim(rows, new Shape(3, 64, 65, 3), size);
        }
        return rows.stream();
    }

    private static void pools(List<ParityRow> rows, Shape shape) {
        for (PoolOptions options :
                List.of(PoolOptions.of(2), PoolOptions.of(3), new PoolOptions(3, 2, new Padding(1, 0, 2, 1)))) {
            Shape out = options.outputShape(shape);
            rows.add(new ParityRow("pool " + shape + " " + options, 1e-6, (k, lab) -> {
                Buffer x = lab.normal(shape.sizes());
                Buffer dy = lab.normal(out.sizes());
                Buffer max = lab.target(out.sizes());
                Buffer mean = lab.target(out.sizes());
                Buffer dmax = lab.target(shape.sizes());
                Buffer dmean = lab.target(shape.sizes());
                k.resample().maxPool(x, options, max);
                k.resample().maxPoolBackward(dy, x, options, dmax);
                k.resample().averagePool(x, options, mean);
                k.resample().averagePoolBackward(dy, options, dmean);
                lab.compare(max, dmax, mean, dmean);
            }));
        }
    }

    private static void resizes(List<ParityRow> rows, Shape shape) {
        for (Shape out : List.of(
                shape.with(1, 10).with(2, 12),
                shape.with(1, 15).with(2, 6),
                shape.with(1, 3).with(2, 4),
                shape.with(1, 7).with(2, 5),
                shape.with(1, 1).with(2, 13))) {
            rows.add(new ParityRow("resize " + shape + " to " + out, 2e-6, (k, lab) -> {
                Buffer x = lab.normal(shape.sizes());
                Buffer dy = lab.normal(out.sizes());
                Buffer nearest = lab.target(out.sizes());
                Buffer bilinear = lab.target(out.sizes());
                Buffer dnearest = lab.target(shape.sizes());
                Buffer dbilinear = lab.target(shape.sizes());
                k.resample().nearest(x, nearest);
                k.resample().nearestBackward(dy, dnearest);
                k.resample().bilinear(x, false, bilinear);
                k.resample().bilinearBackward(dy, false, dbilinear);
                lab.compare(nearest, dnearest, bilinear, dbilinear);
            }));
            rows.add(new ParityRow("aligned resize " + shape + " to " + out, 2e-6, (k, lab) -> {
                Buffer y = lab.target(out.sizes());
                Buffer dx = lab.target(shape.sizes());
                k.resample().bilinear(lab.normal(shape.sizes()), true, y);
                k.resample().bilinearBackward(lab.normal(out.sizes()), true, dx);
                lab.compare(y, dx);
            }));
        }
    }

    /** Variances are differences of means near 1, and lose digits to c2 = 9e-4: 1e-7 becomes 1e-4. */
    private static void dssim(List<ParityRow> rows, Shape shape, int size) {
        rows.add(new ParityRow("dssim " + shape + " window " + size, 2e-5, (k, lab) -> {
            Buffer a = lab.uniform(0, 1, shape.sizes());
            Buffer b = lab.uniform(0, 1, shape.sizes());
            Buffer y = lab.target(shape.size(0), shape.size(3));
            Buffer db = lab.target(shape.sizes());
            k.losses().dssim(a, b, DssimOptions.of(size), y);
            k.losses().dssimBackward(lab.normal(shape.size(0), shape.size(3)), a, b, DssimOptions.of(size), db);
            lab.compare(y, db);
        }));
    }
}
