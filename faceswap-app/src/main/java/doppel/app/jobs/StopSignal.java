package doppel.app.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** A wish to stop, from Ctrl-C or a supervisor, that jobs look at between steps. */
public final class StopSignal implements BooleanSupplier {
    /** Nobody stops anything. */
    public static final BooleanSupplier NEVER = () -> false;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean wanted;
    private volatile int exitCode;

    /** Wishes to stop. */
    public void stop() {
        wanted = true;
    }

    /** Whether somebody wishes to stop. */
    @Override
    public boolean getAsBoolean() {
        return wanted;
    }

    /** What was running has come to its end, with this exit code. */
    public void finished(int code) {
        exitCode = code;
        done.countDown();
    }

    /** Whether what was running has come to its end. */
    public boolean isFinished() {
        return done.getCount() == 0;
    }

    /** Waits until {@link #finished}; returns its exit code. */
    public int awaitFinish() throws InterruptedException {
        done.await();
        return exitCode;
    }
}
