package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import doppel.kernels.DssimOptions;
import doppel.kernels.LossKernels;
import doppel.kernels.checks.LossChecks;
import org.jspecify.annotations.Nullable;

/** Dissimilarity: a picture per thread, its rows streamed through the first caches. Cosines by {@link CpuCosine}. */
final class CpuLosses implements LossKernels {
    private final Crew crew;
    private final LossKernels reference;
    private final CpuCosine cosine;

    CpuLosses(Crew crew, LossKernels reference) {
        this.crew = crew;
        this.reference = reference;
        cosine = new CpuCosine(crew);
    }

    @Override
    public void cosine(Buffer u, Buffer v, double epsilon, Buffer y) {
        LossChecks.cosine("cosine", u, v, y);
        if (Lanes.floats(u)) cosine.forward(u, v, epsilon, y);
        else reference.cosine(u, v, epsilon, y);
    }

    @Override
    public void cosineBackward(
            Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, @Nullable Buffer du, @Nullable Buffer dv) {
        LossChecks.cosine("cosine backward", u, v, y);
        LossChecks.cosine("cosine backward", du == null ? u : du, dv == null ? v : dv, dy);
        if (Lanes.floats(u)) cosine.backward(dy, u, v, y, epsilon, du, dv);
        else reference.cosineBackward(dy, u, v, y, epsilon, du, dv);
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
