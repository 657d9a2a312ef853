package doppel.kernels.host;

/**
 * Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011: ten rounds that
 * turn a 128-bit counter and a 64-bit key into four random words. Here the counter is {@code (block, stream)}, both 64
 * bits, and word {@code i % 4} of block {@code i / 4} is random word number i of a stream.
 */
public final class Philox {
    /** Multiplier of counter word 0. */
    public static final int M0 = 0xD2511F53;
    /** Multiplier of counter word 2. */
    public static final int M1 = 0xCD9E8D57;
    /** Step of key word 0, the golden ratio. */
    public static final int W0 = 0x9E3779B9;
    /** Step of key word 1, the square root of 3, less 1. */
    public static final int W1 = 0xBB67AE85;
    /** Number of rounds. */
    public static final int ROUNDS = 10;

    private static final long LOW = 0xFFFF_FFFFL;

    private Philox() {}

    /** The four words of a counter {@code (c0, c1, c2, c3)} under a key {@code (k0, k1)}, into {@code words}. */
    public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] words) {
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (M0 & LOW) * (c0 & LOW);
            long p1 = (M1 & LOW) * (c2 & LOW);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }

    /** The four words of a block of a stream, into {@code words}. */
    public static void block(long key, long stream, long block, int[] words) {
        block(
                (int) block,
                (int) (block >>> 32),
                (int) stream,
                (int) (stream >>> 32),
                (int) key,
                (int) (key >>> 32),
                words);
    }

    /** A word as a number in [0, 1): its upper 24 bits, exact in a float. */
    public static float uniform(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    /**
     * Two independent standard normal numbers of two words, by Box and Muller: {@code sqrt(-2 ln(1 - u))} times cosine
     * and sine of {@code 2 pi v}, u and v their uniforms.
     *
     * @param normals takes them at {@code at} and {@code at + 1}
     */
    public static void normals(int first, int second, double[] normals, int at) {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform(first))); // 1 - u is in (0, 1] and exact
        double angle = 2 * Math.PI * uniform(second);
        normals[at] = radius * Math.cos(angle);
        normals[at + 1] = radius * Math.sin(angle);
    }
}
