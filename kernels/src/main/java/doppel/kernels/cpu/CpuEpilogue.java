package doppel.kernels.cpu;

import doppel.kernels.Activation;
import doppel.kernels.Activation.Kind;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.EpilogueKernels;
import doppel.kernels.Memory;
import doppel.kernels.ReduceKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.LayoutChecks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Row by row of the deep pictures: what a pixel has for one row of its block lies side by side in both. */
final class CpuEpilogue implements EpilogueKernels {
    private final Crew crew;
    private final EpilogueKernels reference;
    private final Memory memory;
    private final ReduceKernels reduce;

    CpuEpilogue(Crew crew, EpilogueKernels reference, Memory memory, ReduceKernels reduce) {
        this.crew = crew;
        this.reference = reference;
        this.memory = memory;
        this.reduce = reduce;
    }

    private interface Row {
        /**
         * Runs of one row of deep pixels and one row of their blocks.
         *
         * @param block which row of the blocks
         * @param deep place of the first run in deep memory
         * @param wide place of the first run in wide memory
         */
        void run(int block, long deep, long wide);
    }

    @Override
    public void spread(Buffer z, @Nullable Buffer bias, Activation activation, Buffer y) {
        int s = LayoutChecks.spread("spread", z, bias, y);
        if (!isLinear(activation, z) || s * y.shape().size(3) < Lanes.WIDTH) {
            reference.spread(z, bias, activation, y);
            return;
        }
        int length = s * y.shape().size(3);
        int columns = z.shape().size(2);
        int step = z.shape().size(3);
        float slope = slope(activation);
        EpilogueLoop loop = EpilogueLoop.ALL.over(Storage.of(z));
        MemorySegment added = bias == null ? Arena.ofAuto().allocate((long) step * Float.BYTES) : bias.segment();
        rows(
                z,
                s,
                (block, deep, wide) -> loop.spread(
                        Lanes.slice(z, deep, deep + (long) (columns - 1) * step + length),
                        step,
                        added.asSlice((long) block * length * Float.BYTES, (long) length * Float.BYTES),
                        Lanes.slice(y, wide, wide + (long) columns * length),
                        columns,
                        length,
                        slope));
    }

    @Override
    public void gather(Buffer dy, Buffer y, Activation activation, Buffer dz, @Nullable Buffer dbias) {
        int s = LayoutChecks.spread("gather", dz, dbias, dy);
        LayoutChecks.spread("gather", dz, dbias, y);
        if (!isLinear(activation, dz) || s * y.shape().size(3) < Lanes.WIDTH) {
            reference.gather(dy, y, activation, dz, dbias);
            return;
        }
        int length = s * y.shape().size(3);
        int columns = dz.shape().size(2);
        int step = dz.shape().size(3);
        float slope = slope(activation);
        long row = (long) columns * step;
        EpilogueLoop loop = EpilogueLoop.ALL.over(Storage.of(dz));
        Buffer sums = memory.allocate(new Shape(dz.shape().size(0) * dz.shape().size(1), step), DType.F32);
        rows(dz, s, (block, deep, wide) -> {
            long sum = deep / row * step + (long) block * length;
            loop.gather(
                    Lanes.slice(dy, wide, wide + (long) columns * length),
                    Lanes.slice(y, wide, wide + (long) columns * length),
                    Lanes.slice(dz, deep, deep + (long) (columns - 1) * step + length),
                    step,
                    Lanes.slice(sums, sum, sum + length),
                    columns,
                    length,
                    slope);
        });
        if (dbias != null) reduce.sum(sums, 1, dbias);
        memory.release(sums);
    }

    private void rows(Buffer deep, int s, Row body) {
        long rows = (long) deep.shape().size(0) * deep.shape().size(1);
        long row = (long) deep.shape().size(2) * deep.shape().size(3);
        long part = deep.shape().size(3) / s;
        crew.run(rows, 1, deep.elements(), (from, to, _) -> {
            for (long i = from; i < to; i++) {
                for (int a = 0; a < s; a++) body.run(a, i * row + a * part, i * row + a * (row / s));
            }
        });
    }

    private static boolean isLinear(Activation activation, Buffer buffer) {
        return Storage.holds(buffer) && (activation.kind() == Kind.NONE || activation.kind() == Kind.LEAKY_RELU);
    }

    private static float slope(Activation activation) {
        return activation.kind() == Kind.NONE ? 1 : activation.slope();
    }
}
