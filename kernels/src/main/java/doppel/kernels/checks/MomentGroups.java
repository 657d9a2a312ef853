package doppel.kernels.checks;

/**
 * How a tensor {@code [..., c]} falls into groups that share their moments: {@code [a, r, g, d]}.
 *
 * @param a pictures, or 1 where all share their moments
 * @param r rows of c elements in each
 * @param g groups of channels
 * @param d channels of a group
 */
public record MomentGroups(int a, int r, int g, int d) {
    /** Channels. */
    public int c() {
        return g * d;
    }

    /** Elements of a group. */
    public long size() {
        return (long) r * d;
    }
}
