package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.RandomKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Elements;
import doppel.kernels.host.Philox;

/**
 * One block of Philox for every four elements. In double precision and rounded once: {@code low + (high - low) * u};
 * {@code mean + deviation * z}, where words 0 and 1 of a block make its first two normals, words 2 and 3 the others.
 */
final class ReferenceRandom implements RandomKernels {
    @Override
    public void uniform(long key, long stream, double low, double high, Buffer y) {
        Checks.floating("uniform", y);
        int[] words = new int[4];
        for (long i = 0; i < y.elements(); i++) {
            Philox.block(key, stream, i / 4, words);
            Elements.set(y, i, low + (high - low) * Philox.uniform(words[(int) (i % 4)]));
        }
    }

    @Override
    public void normal(long key, long stream, double mean, double deviation, Buffer y) {
        Checks.floating("normal", y);
        int[] words = new int[4];
        double[] normals = new double[4];
        for (long i = 0; i < y.elements(); i++) {
            Philox.block(key, stream, i / 4, words);
            Philox.normals(words[0], words[1], normals, 0);
            Philox.normals(words[2], words[3], normals, 2);
            Elements.set(y, i, mean + deviation * normals[(int) (i % 4)]);
        }
    }
}
