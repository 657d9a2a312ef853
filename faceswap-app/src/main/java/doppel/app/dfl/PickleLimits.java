package doppel.app.dfl;

/**
 * What a pickle from a stranger may cost.
 *
 * @param bytes length of the pickle, and of all arrays in it together
 * @param depth how deep containers may lie in each other
 * @param objects values pushed while reading, memo entries, and values of the result where shared ones count each time
 */
public record PickleLimits(long bytes, int depth, int objects) {
    /** The metadata of one face: it lies in a JPEG segment of 64 KiB. */
    public static final PickleLimits FACE = new PickleLimits(1 << 16, 16, 100_000);

    /** The table of a {@code faceset.pak}: enough for some 60,000 faces. */
    public static final PickleLimits FACESET = new PickleLimits(1L << 30, 16, 16_000_000);

    /** A network's weights or an optimizer's moments. */
    public static final PickleLimits WEIGHTS = new PickleLimits(1L << 35, 16, 1_000_000);

    /** A {@code data.dat}: enough for some five million iterations and a batch of samples. */
    public static final PickleLimits MODEL = new PickleLimits(1L << 32, 16, 16_000_000);
}
