package doppel.app.jobs;

import java.io.Serial;

/** A job ended before its time because somebody wished so; what it has done is kept, and the same command goes on. */
public final class StoppedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param what was stopped */
    public StoppedException(String what) {
        super(what + " stopped; the same command goes on from here");
    }
}
