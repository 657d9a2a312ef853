package doppel.benchmarks.gpu;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocks one after the other, each on a thread of its own, and notes how each ended: {@code done}, {@code
 * deadline}, {@code failed}, or {@code hangs} if it did not stop at its deadline. After one that hangs no other block
 * is let near the device.
 */
final class BlockRunner {
    private final Bench bench;
    private final Deadline end;
    private final double grace;
    private boolean hangs;
    private boolean fine = true;

    /**
     * @param end of the whole run
     * @param grace seconds that a block has after its deadline until it is said to hang
     */
    BlockRunner(Bench bench, Deadline end, double grace) {
        this.bench = bench;
        this.end = end;
        this.grace = grace;
    }

    /** Whether a block still holds the device. */
    boolean hangs() {
        return hangs;
    }

    /** Whether all blocks so far ended as they should. */
    boolean fine() {
        return fine;
    }

    /** Runs one, unless there is no time left or the device is held. */
    void run(Block block) throws InterruptedException {
        if (hangs && block.needsDevice()) {
            end(block, "skipped", "a block before it hangs", 0);
            return;
        }
        if (end.passed()) {
            end(block, "skipped", "no time left", 0);
            return;
        }
        if (block.trains() && !bench.trains()) {
            String why = "no oneDNN here; DOPPEL_ONEDNN names libdnnl.so.3";
            bench.journal().add(block.name(), "status", "skipped", "why", why);
            return;
        }
        long begun = System.nanoTime();
        Deadline deadline = end.within(block.seconds());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread worker = Thread.ofPlatform().daemon().name(block.name()).start(() -> {
            try {
                block.run(bench, deadline);
            } catch (Throwable e) { // an Error of a linkage or of memory is a result, too
                failure.set(e);
            }
        });
        worker.join((long) (1000 * (deadline.seconds() + grace)));
        double seconds = (System.nanoTime() - begun) / 1e9;
        Throwable thrown = failure.get();
        if (worker.isAlive()) {
            hangs |= block.needsDevice();
            end(block, "hangs", where(worker), seconds);
        } else if (thrown != null) {
            thrown.printStackTrace();
            end(block, "failed", thrown.toString(), seconds);
        } else if (deadline.passed()) {
            end(block, "deadline", "", seconds);
        } else {
            bench.journal().add(block.name(), "status", "done", "seconds", seconds);
        }
    }

    private void end(Block block, String status, String why, double seconds) {
        fine = false;
        bench.journal().add(block.name(), "status", status, "why", why, "seconds", seconds);
    }

    private static String where(Thread thread) {
        StackTraceElement[] trace = thread.getStackTrace();
        for (StackTraceElement frame : trace) {
            if (frame.getClassName().startsWith("doppel.")) return frame.toString();
        }
        return trace.length == 0 ? "" : trace[0].toString();
    }
}
