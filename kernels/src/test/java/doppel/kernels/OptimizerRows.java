package doppel.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Updates of weights, with and without dropout and clipping. */
final class OptimizerRows {
    private static final UpdateControl PLAIN = UpdateControl.of(3, 0.01);
    private static final UpdateControl DROPPED = new UpdateControl(77, 0x5EED_0000_0001L, 0.01, 0.3, 0.5);

    private OptimizerRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (Shape shape : ParityRow.vectors()) {
            for (UpdateControl step : List.of(PLAIN, DROPPED)) steps(rows, shape, step);
        }
        return rows.stream();
    }

    private static void steps(List<ParityRow> rows, Shape shape, UpdateControl step) {
        int[] sizes = shape.sizes();
        String end = " " + shape + " " + step;
        rows.add(new ParityRow("rmsprop" + end, 1e-6, (k, lab) -> {
            Buffer w = lab.normal(sizes);
            Buffer a = lab.uniform(0, 1, sizes);
            Buffer g = lab.normal(sizes);
            k.optimizers().rmsprop(w, g, a, 0.9, 1e-6, clipped(k, lab, step, g), 4);
            lab.compare(w, a);
        }));
        rows.add(new ParityRow("adabelief" + end, 1e-6, (k, lab) -> {
            Buffer w = lab.normal(sizes);
            Buffer m = lab.normal(sizes);
            Buffer v = lab.uniform(0, 1, sizes);
            Buffer g = lab.normal(sizes);
            k.optimizers().adaBelief(w, g, m, v, 0.9, 0.999, 1e-6, clipped(k, lab, step, g), 0);
            lab.compare(w, m, v);
        }));
        rows.add(new ParityRow("adam" + end, 1e-6, (k, lab) -> {
            Buffer w = lab.normal(sizes);
            Buffer m = lab.normal(sizes);
            Buffer v = lab.uniform(0, 1, sizes);
            Buffer g = lab.normal(sizes);
            k.optimizers().adam(w, g, m, v, 0.9, 0.999, 1e-8, clipped(k, lab, step, g), 1000);
            lab.compare(w, m, v);
        }));
    }

    /** The step's control, its scale found from this gradient and one more. */
    private static Buffer clipped(Kernels k, Lab lab, UpdateControl step, Buffer g) {
        Buffer control = lab.control(step);
        if (step.clipNorm() > 0) k.optimizers().clip(List.of(g, lab.normal(3, 5)), control);
        return control;
    }
}
