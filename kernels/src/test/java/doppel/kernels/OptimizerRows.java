package doppel.kernels;

import doppel.kernels.OptimizerKernels.UpdateDropout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Updates of weights, with and without dropout. */
final class OptimizerRows {
    private OptimizerRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (Shape shape : ParityRow.vectors()) {
            for (UpdateDropout dropout : List.of(UpdateDropout.NONE, new UpdateDropout(0.3, 0x5EED_0000_0001L, 77))) {
                steps(rows, shape, dropout);
            }
        }
        return rows.stream();
    }

    private static void steps(List<ParityRow> rows, Shape shape, UpdateDropout dropout) {
        int[] sizes = shape.sizes();
        String end = " " + shape + " " + dropout;
        rows.add(new ParityRow("rmsprop" + end, 1e-6, (k, lab) -> {
            Buffer w = lab.normal(sizes);
            Buffer a = lab.uniform(0, 1, sizes);
            k.optimizers().rmsprop(w, lab.normal(sizes), a, 0.01, 0.9, 1e-6, dropout);
            lab.compare(w, a);
        }));
        rows.add(new ParityRow("adabelief" + end, 1e-6, (k, lab) -> {
            Buffer w = lab.normal(sizes);
            Buffer m = lab.normal(sizes);
            Buffer v = lab.uniform(0, 1, sizes);
            k.optimizers().adaBelief(w, lab.normal(sizes), m, v, 0.01, 0.9, 0.999, 1e-6, dropout);
            lab.compare(w, m, v);
        }));
        rows.add(new ParityRow("adam" + end, 1e-6, (k, lab) -> {
            Buffer w = lab.normal(sizes);
            Buffer m = lab.normal(sizes);
            Buffer v = lab.uniform(0, 1, sizes);
            k.optimizers().adam(w, lab.normal(sizes), m, v, 3, 0.01, 0.9, 0.999, 1e-8, dropout);
            lab.compare(w, m, v);
        }));
    }
}
