package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import doppel.kernels.host.Philox;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** {@link Philox}, a block per lane. */
final class PhiloxLanes {
    /** Words made at a time: a whole number of blocks for every width of a vector. */
    static final int TILE = 2048;

    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int BLOCKS = LONGS.length();
    private static final VectorShuffle<Long> ZIP_FIRST = VectorShuffle.makeZip(LONGS, 0);
    private static final VectorShuffle<Long> ZIP_SECOND = VectorShuffle.makeZip(LONGS, 1);
    private static final long LOW = 0xFFFF_FFFFL;

    private PhiloxLanes() {}

    /**
     * Random words number {@code first} and following of a stream.
     *
     * @param first a multiple of 4
     * @param words {@link #TILE} of them
     */
    static void words(long key, long stream, long first, int[] words) {
        for (int at = 0; at < words.length; at += 4 * BLOCKS) blocks(key, stream, (first + at) / 4, words, at);
    }

    /** The 32 bits of a word stand in 64, so that a product keeps both halves. */
    private static void blocks(long key, long stream, long first, int[] words, int at) {
        LongVector block = LongVector.broadcast(LONGS, first).addIndex(1);
        LongVector c0 = block.and(LOW);
        LongVector c1 = block.lanewise(LSHR, 32);
        LongVector c2 = LongVector.broadcast(LONGS, stream & LOW);
        LongVector c3 = LongVector.broadcast(LONGS, stream >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < Philox.ROUNDS; round++) {
            LongVector p0 = c0.and(LOW).mul(Philox.M0 & LOW);
            LongVector p1 = c2.and(LOW).mul(Philox.M1 & LOW);
            c0 = p1.lanewise(LSHR, 32).lanewise(XOR, c1).lanewise(XOR, k0 & LOW);
            c1 = p1.and(LOW);
            c2 = p0.lanewise(LSHR, 32).lanewise(XOR, c3).lanewise(XOR, k1 & LOW);
            c3 = p0.and(LOW);
            k0 += Philox.W0;
            k1 += Philox.W1;
        }
        LongVector front = c0.or(c1.lanewise(LSHL, 32)); // words 0 and 1 of each block
        LongVector back = c2.or(c3.lanewise(LSHL, 32));
        front.rearrange(ZIP_FIRST, back).reinterpretAsInts().intoArray(words, at);
        front.rearrange(ZIP_SECOND, back).reinterpretAsInts().intoArray(words, at + 2 * BLOCKS);
    }
}
