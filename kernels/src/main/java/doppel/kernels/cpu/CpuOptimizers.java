package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.checks.Checks;
import java.util.Arrays;

/** One pass over memory, in pieces that fit a tile of the dropout's mask. */
final class CpuOptimizers implements OptimizerKernels {
    private static final int TILE = PhiloxLanes.TILE;

    private final Crew crew;
    private final OptimizerKernels reference;
    private final float[] keepAll = new float[TILE];

    CpuOptimizers(Crew crew, OptimizerKernels reference) {
        this.crew = crew;
        this.reference = reference;
        Arrays.fill(keepAll, 1);
    }

    /** Updates elements {@code from} to {@code to}. */
    private interface Piece {
        void run(long from, long to, float[] keep);
    }

    private void pieces(long elements, UpdateDropout dropout, Piece piece) {
        boolean drops = dropout.keep() < 1;
        crew.run(elements, Lanes.SPAN, elements, (start, end, _) -> {
            float[] keep = drops ? new float[TILE] : keepAll;
            int[] words = new int[drops ? TILE : 0];
            for (long from = start; from < end; from += TILE) {
                if (drops) draw(dropout, from, words, keep);
                piece.run(from, Math.min(from + TILE, end), keep);
            }
        });
    }

    /** A uniform of 24 bits is below keep exactly if its integer is below {@code keep * 2^24}, rounded up. */
    private static void draw(UpdateDropout dropout, long from, int[] words, float[] keep) {
        PhiloxLanes.words(dropout.key(), dropout.stream(), from, words);
        int limit = (int) Math.ceil(dropout.keep() * 0x1p24);
        for (int i = 0; i < TILE; i++) keep[i] = ((words[i] >>> 8) - limit) >>> 31;
    }

    @Override
    public void rmsprop(Buffer w, Buffer g, Buffer a, double rate, double rho, double epsilon, UpdateDropout dropout) {
        Checks.same("rmsprop", w, g, a);
        if (!Lanes.floats(w)) {
            reference.rmsprop(w, g, a, rate, rho, epsilon, dropout);
            return;
        }
        pieces(
                w.elements(),
                dropout,
                (from, to, keep) -> OptimizerLoops.rmsprop(
                        Lanes.slice(w, from, to),
                        Lanes.slice(g, from, to),
                        Lanes.slice(a, from, to),
                        (float) rate,
                        (float) rho,
                        (float) (1 - rho),
                        (float) epsilon,
                        keep,
                        (int) (to - from)));
    }

    @Override
    public void adaBelief(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            UpdateDropout dropout) {
        Checks.same("adabelief", w, g, m, v);
        if (!Lanes.floats(w)) {
            reference.adaBelief(w, g, m, v, rate, beta1, beta2, epsilon, dropout);
            return;
        }
        pieces(
                w.elements(),
                dropout,
                (from, to, keep) -> OptimizerLoops.adaBelief(
                        Lanes.slice(w, from, to),
                        Lanes.slice(g, from, to),
                        Lanes.slice(m, from, to),
                        Lanes.slice(v, from, to),
                        (float) rate,
                        (float) beta1,
                        (float) (1 - beta1),
                        (float) beta2,
                        (float) (1 - beta2),
                        (float) epsilon,
                        keep,
                        (int) (to - from)));
    }

    @Override
    public void adam(
            Buffer w,
            Buffer g,
            Buffer m,
            Buffer v,
            long t,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            UpdateDropout dropout) {
        Checks.same("adam", w, g, m, v);
        if (!Lanes.floats(w) || t < 1) {
            reference.adam(w, g, m, v, t, rate, beta1, beta2, epsilon, dropout);
            return;
        }
        double correctedRate = rate / (1 - Math.pow(beta1, (double) t));
        double squareScale = 1 / (1 - Math.pow(beta2, (double) t));
        pieces(
                w.elements(),
                dropout,
                (from, to, keep) -> OptimizerLoops.adam(
                        Lanes.slice(w, from, to),
                        Lanes.slice(g, from, to),
                        Lanes.slice(m, from, to),
                        Lanes.slice(v, from, to),
                        (float) correctedRate,
                        (float) squareScale,
                        (float) beta1,
                        (float) (1 - beta1),
                        (float) beta2,
                        (float) (1 - beta2),
                        (float) epsilon,
                        keep,
                        (int) (to - from)));
    }
}
