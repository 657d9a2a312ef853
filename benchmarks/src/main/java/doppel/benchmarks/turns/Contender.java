package doppel.benchmarks.turns;

/** One way to do a piece of work, again and again. */
public interface Contender extends AutoCloseable {
    /** Ours. */
    String OURS = "ours";

    /** {@link #OURS}, or how the peer does it. */
    String way();

    /**
     * Does it once and waits until it is done.
     *
     * @return a number that all contenders agree on, but for rounding: a loss, a pixel
     */
    double run();

    /** Frees its memory. */
    @Override
    void close();
}
