package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import doppel.kernels.DssimOptions;
import doppel.kernels.LossKernels;
import doppel.kernels.checks.LossChecks;

/** A picture per thread, its rows streamed through the first caches. */
final class CpuLosses implements LossKernels {
    private final Crew crew;
    private final LossKernels reference;

    CpuLosses(Crew crew, LossKernels reference) {
        this.crew = crew;
        this.reference = reference;
    }

    @Override
    public void dssim(Buffer a, Buffer b, DssimOptions options, Buffer y) {
        LossChecks.dssim("dssim", a, b, options, y);
        if (!Lanes.floats(a)) {
            reference.dssim(a, b, options, y);
            return;
        }
        int c = a.shape().size(3);
        crew.run(a.shape().size(0), 1, work(a, options), (n, end, _) -> {
            int picture = (int) n;
            double[] means =
                    new DssimPicture(a.rows(picture, picture + 1), b.rows(picture, picture + 1), options).means();
            for (int k = 0; k < c; k++) {
                y.segment().setAtIndex(JAVA_FLOAT, n * c + k, (float) ((1 - means[k]) / 2));
            }
        });
    }

    @Override
    public void dssimBackward(Buffer dy, Buffer a, Buffer b, DssimOptions options, Buffer db) {
        LossChecks.dssim("dssim backward", a, b, options, dy);
        LossChecks.dssim("dssim backward", db, b, options, dy);
        if (!Lanes.floats(a)) {
            reference.dssimBackward(dy, a, b, options, db);
            return;
        }
        int c = a.shape().size(3);
        crew.run(a.shape().size(0), 1, work(a, options), (n, end, _) -> {
            int picture = (int) n;
            float[] slopes = new float[c];
            for (int k = 0; k < c; k++) slopes[k] = dy.segment().getAtIndex(JAVA_FLOAT, n * c + k);
            new DssimPicture(a.rows(picture, picture + 1), b.rows(picture, picture + 1), options)
                    .backward(slopes, db.rows(picture, picture + 1));
        });
    }

    /** In elements of a plain pass over memory. */
    private static long work(Buffer a, DssimOptions options) {
        return a.elements() * options.size();
    }
}
