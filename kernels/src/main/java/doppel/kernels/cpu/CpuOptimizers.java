package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.Memory;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Elements;
import doppel.kernels.host.HostControl;
import java.util.Arrays;
import java.util.List;

/** One pass over memory, in pieces that fit a tile of the dropout's mask. */
final class CpuOptimizers implements OptimizerKernels {
    private static final int TILE = PhiloxLanes.TILE;

    private final Crew crew;
    private final OptimizerKernels reference;
    private final Memory memory;
    private final ReduceKernels reduce;
    private final float[] keepAll = new float[TILE];

    CpuOptimizers(Crew crew, OptimizerKernels reference, Memory memory, ReduceKernels reduce) {
        this.crew = crew;
        this.reference = reference;
        this.memory = memory;
        this.reduce = reduce;
        Arrays.fill(keepAll, 1);
    }

    /** Updates elements {@code from} to {@code to}. */
    private interface Piece {
        void run(long from, long to, float[] keep);
    }

    private void pieces(long elements, UpdateControl step, int weight, Piece piece) {
        boolean drops = step.keep() < 1;
        crew.run(elements, Lanes.SPAN, elements, (start, end, _) -> {
            float[] keep = drops ? new float[TILE] : keepAll;
            int[] words = new int[drops ? TILE : 0];
            for (long from = start; from < end; from += TILE) {
                if (drops) draw(step, weight, from, words, keep);
                piece.run(from, Math.min(from + TILE, end), keep);
            }
        });
    }

    /** A uniform of 24 bits is below keep exactly if its integer is below {@code keep * 2^24}, rounded up. */
    private static void draw(UpdateControl step, int weight, long from, int[] words, float[] keep) {
        PhiloxLanes.words(step.key(), step.stream(weight), from, words);
        int limit = (int) Math.ceil(step.keep() * 0x1p24);
        for (int i = 0; i < TILE; i++) keep[i] = ((words[i] >>> 8) - limit) >>> 31;
    }

    @Override
    public void rmsprop(Buffer w, Buffer g, Buffer a, double rho, double epsilon, Buffer control, int weight) {
        Checks.same("rmsprop", w, g, a);
        if (!Lanes.floats(w)) {
            reference.rmsprop(w, g, a, rho, epsilon, control, weight);
            return;
        }
        HostControl step = HostControl.read(control);
        pieces(
                w.elements(),
                step.values(),
                weight,
                (from, to, keep) -> OptimizerLoops.rmsprop(
                        Lanes.slice(w, from, to),
                        Lanes.slice(g, from, to),
                        Lanes.slice(a, from, to),
                        (float) step.scale(),
                        (float) step.values().rate(),
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
            double beta1,
            double beta2,
            double epsilon,
            Buffer control,
            int weight) {
        Checks.same("adabelief", w, g, m, v);
        if (!Lanes.floats(w)) {
            reference.adaBelief(w, g, m, v, beta1, beta2, epsilon, control, weight);
            return;
        }
        HostControl step = HostControl.read(control);
        pieces(
                w.elements(),
                step.values(),
                weight,
                (from, to, keep) -> OptimizerLoops.adaBelief(
                        Lanes.slice(w, from, to),
                        Lanes.slice(g, from, to),
                        Lanes.slice(m, from, to),
                        Lanes.slice(v, from, to),
                        (float) step.scale(),
                        (float) step.values().rate(),
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
            double beta1,
            double beta2,
            double epsilon,
            Buffer control,
            int weight) {
        Checks.same("adam", w, g, m, v);
        if (!Lanes.floats(w)) {
            reference.adam(w, g, m, v, beta1, beta2, epsilon, control, weight);
            return;
        }
        HostControl step = HostControl.read(control);
        double correctedRate = step.values().rate() * step.correction(beta1);
        double squareScale = step.correction(beta2);
        pieces(
                w.elements(),
                step.values(),
                weight,
                (from, to, keep) -> OptimizerLoops.adam(
                        Lanes.slice(w, from, to),
                        Lanes.slice(g, from, to),
                        Lanes.slice(m, from, to),
                        Lanes.slice(v, from, to),
                        (float) step.scale(),
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

    @Override
    public void clip(List<Buffer> gradients, Buffer control) {
        double squares = 0;
        for (Buffer g : gradients) {
            Buffer sum = memory.allocate(new Shape(), g.dtype());
            reduce.sumOfSquares(g, 1, sum);
            squares += Elements.get(sum, 0);
            memory.release(sum);
        }
        HostControl.read(control).clip(Math.sqrt(squares), control);
    }
}
