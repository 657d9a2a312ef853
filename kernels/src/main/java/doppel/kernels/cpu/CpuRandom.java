package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.RandomKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Philox;
import java.lang.foreign.MemorySegment;

/** The reference's numbers, bit for bit: words by vectors, the rest in double precision and rounded once. */
final class CpuRandom implements RandomKernels {
    private final Crew crew;
    private final RandomKernels reference;

    CpuRandom(Crew crew, RandomKernels reference) {
        this.crew = crew;
        this.reference = reference;
    }

    @Override
    public void uniform(long key, long stream, double low, double high, Buffer y) {
        Checks.floating("uniform", y);
        if (!Storage.holds(y)) {
            reference.uniform(key, stream, low, high, y);
            return;
        }
        Storage storage = Storage.of(y);
        crew.run(y.elements(), PhiloxLanes.TILE, y.elements(), (from, to, _) -> {
            int[] words = new int[PhiloxLanes.TILE];
            PhiloxLanes.words(key, stream, from, words);
            MemorySegment out = Lanes.slice(y, from, to);
            for (int i = 0; i < to - from; i++) {
                storage.set(out, i, (float) (low + (high - low) * Philox.uniform(words[i])));
            }
        });
    }

    @Override
    public void normal(long key, long stream, double mean, double deviation, Buffer y) {
        Checks.floating("normal", y);
        if (!Storage.holds(y)) {
            reference.normal(key, stream, mean, deviation, y);
            return;
        }
        Storage storage = Storage.of(y);
        crew.run(y.elements(), PhiloxLanes.TILE, y.elements(), (from, to, _) -> {
            int[] words = new int[PhiloxLanes.TILE];
            double[] pair = new double[2];
            PhiloxLanes.words(key, stream, from, words);
            MemorySegment out = Lanes.slice(y, from, to);
            for (int i = 0; i < to - from; i++) {
                if (i % 2 == 0) Philox.normals(words[i], words[i + 1], pair, 0);
                storage.set(out, i, (float) (mean + deviation * pair[i % 2]));
            }
        });
    }
}
