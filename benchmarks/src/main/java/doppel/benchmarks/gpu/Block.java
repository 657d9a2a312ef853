package doppel.benchmarks.gpu;

/** One part of the run. */
interface Block {
    /** As it stands in the journal. */
    String name();

    /** How long it may take. */
    int seconds();

    /** Whether it cannot go on beside a block that hangs in the driver. */
    default boolean needsDevice() {
        return true;
    }

    /** Whether it trains nets, which takes minutes in textbook loops. */
    default boolean trains() {
        return false;
    }

    /**
     * Does it, and writes what it finds to the journal as it finds it.
     *
     * @throws Exception if something is wrong; the blocks after it still run
     */
    void run(Bench bench, Deadline deadline) throws Exception;
}
