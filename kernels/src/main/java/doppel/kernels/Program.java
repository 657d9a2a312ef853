package doppel.kernels;

/**
 * Work that is done again and again: made by {@link Kernels#program}, run from outside as one piece.
 *
 * <p>Each run computes the same on the same buffers. The work may allocate whatever it also releases; what it reads and
 * writes for others are buffers that outlive the program, filled before a run and read after it. It must not upload,
 * download or wait, and must not change its mind from run to run: a device may record it once and then only replay.
 */
public interface Program extends AutoCloseable {
    /** Does the work once, or queues it. */
    void run();

    /** Frees what was recorded; buffers outside stay. */
    @Override
    void close();

    /** Work that is not recorded: each run calls it. */
    static Program eager(Runnable work) {
        return new Program() {
            @Override
            public void run() {
                work.run();
            }

            @Override
            public void close() {}
        };
    }
}
