package doppel.kernels;

import doppel.kernels.SampleOptions.Border;
import doppel.kernels.SampleOptions.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Sampling at places, and matrices of motion. */
final class GeometryRows {
    private GeometryRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (Filter filter : Filter.values()) {
            for (Border border : Border.values()) {
                for (boolean corners : new boolean[] {false, true}) {
                    var options = new SampleOptions(filter, border, corners);
                    for (int c : List.of(1, 3, 16, 33)) sample(rows, new Shape(2, 5, 7, c), 6, 9, options);
                    sample(rows, new Shape(1, 1, 4, 2), 3, 3, options);
                }
            }
        }
        for (int c : ParityRow.LANES) sample(rows, new Shape(2, 4, 3, c), 2, 5, SampleOptions.DEFAULT);
        sample(rows, new Shape(2, 33, 31, 70), 45, 47, SampleOptions.DEFAULT); // shared out among threads
        for (int n : List.of(1, 7, 300)) matrices(rows, new Shape(n, 3, 2, 2));
        return rows.stream();
    }

    private static void matrices(List<ParityRow> rows, Shape shape) {
        rows.add(new ParityRow("matrices " + shape, 1e-5, (k, lab) -> {
            double[] values = new double[(int) shape.elements()];
            Random random = new Random(5);
            for (int i = 0; i < values.length; i++) {
                // every third matrix is nearly singular, the others are regular
                values[i] = i / 4 % 3 == 0 ? 0.5 : (i % 4 == 0 || i % 4 == 3 ? 2 : 0) + random.nextDouble(-0.5, 0.5);
            }
            Buffer x = lab.of(shape, values);
            Buffer dy = lab.normal(shape.sizes());
            Buffer y = lab.target(shape.sizes());
            Buffer dx = lab.target(shape.sizes());
            Buffer det = lab.target(shape.size(0), 3);
            Buffer ddet = lab.target(shape.sizes());
            k.geometry().inverse(x, 1e-3, y);
            k.geometry().inverseBackward(dy, x, 1e-3, dx);
            k.geometry().determinant(x, det);
            k.geometry().determinantBackward(lab.normal(shape.size(0), 3), x, ddet);
            lab.compare(y, dx, det, ddet);
        }));
    }

    private static void sample(List<ParityRow> rows, Shape in, int oh, int ow, SampleOptions options) {
        Shape places = new Shape(in.size(0), oh, ow, 2);
        Shape out = places.with(3, in.size(3));
        double slopes =
                1e-7 * Math.max(in.size(1), in.size(2)) * Math.sqrt(in.size(3)); // rounded before they are scaled
        rows.add(new ParityRow("sample " + in + " at " + places + " " + options, Math.max(1e-5, slopes), (k, lab) -> {
            Buffer x = lab.normal(in.sizes());
            Buffer grid = lab.of(DType.F32, places, coordinates(places, options));
            Buffer dy = lab.normal(out.sizes());
            Buffer y = lab.target(out.sizes());
            Buffer dx = lab.target(in.sizes());
            Buffer dgrid = lab.target(DType.F32, places);
            k.geometry().sample(x, grid, options, y);
            k.geometry().sampleBackwardData(dy, grid, options, dx);
            k.geometry().sampleBackwardGrid(dy, x, grid, options, dgrid);
            lab.compare(y, dx, dgrid);
        }));
    }

    /** Anywhere in and around the picture; the first ones on its corners, in its middle and far away. */
    private static double[] coordinates(Shape places, SampleOptions options) {
        Random random = new Random(places.elements());
        double far = options.border() == Border.REFLECTION ? 7.3 : 1e30; // mirrored, its last digits would decide
        double[] special = {-1, -1, 1, 1, 0, 0, far, 0.2, -far, 0.3, Double.NaN, 0.1, 1, -1};
        double[] values = new double[(int) places.elements()];
        for (int i = 0; i < values.length; i++)
            values[i] = i < special.length ? special[i] : random.nextDouble(-1.6, 1.6);
        return values;
    }
}
