package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import doppel.kernels.Memory;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import doppel.kernels.checks.Checks;
import doppel.kernels.cpu.UpdateLoop.Constants;
import doppel.kernels.host.Elements;
import doppel.kernels.host.HostControl;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** One pass over memory, in pieces that fit a tile of the dropout's mask. */
final class CpuOptimizers implements OptimizerKernels {
    private static final int TILE = UpdateLoop.TILE;

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

    /** @param all weights, gradients and both moments; if there is one, twice */
    private void update(UpdateLoop loop, Constants constants, UpdateControl step, int weight, Buffer... all) {
        boolean drops = step.keep() < 1;
        long elements = all[0].elements();
        crew.run(elements, Lanes.SPAN, elements, (start, end, _) -> {
            float[] keep = drops ? new float[TILE] : keepAll;
            int[] words = new int[drops ? TILE : 0];
            float[][] tiles = new float[all.length][TILE];
            for (long from = start; from < end; from += TILE) {
                if (drops) draw(step, weight, from, words, keep);
                int n = (int) Math.min(TILE, end - from);
                for (int i = 0; i < all.length; i++) {
                    MemorySegment.copy(all[i].segment(), JAVA_FLOAT, from * Float.BYTES, tiles[i], 0, n);
                }
                loop.run(tiles[0], tiles[1], tiles[2], tiles[3], constants, keep);
                for (int i = 0; i < all.length; i++) {
                    if (i != 1) MemorySegment.copy(tiles[i], 0, all[i].segment(), JAVA_FLOAT, from * Float.BYTES, n);
                }
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
        update(
                UpdateLoop::rmsprop,
                new Constants(
                        (float) step.scale(),
                        (float) step.values().rate(),
                        0,
                        0,
                        (float) rho,
                        (float) (1 - rho),
                        1,
                        (float) epsilon),
                step.values(),
                weight,
                w,
                g,
                a,
                a);
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
        update(
                UpdateLoop::adaBelief,
                new Constants(
                        (float) step.scale(),
                        (float) step.values().rate(),
                        (float) beta1,
                        (float) (1 - beta1),
                        (float) beta2,
                        (float) (1 - beta2),
                        1,
                        (float) epsilon),
                step.values(),
                weight,
                w,
                g,
                m,
                v);
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
        update(
                UpdateLoop::adam,
                new Constants(
                        (float) step.scale(),
                        (float) correctedRate,
                        (float) beta1,
                        (float) (1 - beta1),
                        (float) beta2,
                        (float) (1 - beta2),
                        (float) squareScale,
                        (float) epsilon),
                step.values(),
                weight,
                w,
                g,
                m,
                v);
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
