package doppel.kernels.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share out a loop with their caller. The loop is cut into spans of a fixed length, whatever the number of
 * threads, and each thread takes the next span that is left: one that wakes late costs nothing, and sums per span are
 * the same for any crew. Idle threads sleep, so that they leave the cores to oneDNN's.
 */
final class Crew implements AutoCloseable {
    /** A piece of the loop. */
    interface Span {
        /**
         * Runs items {@code from} to {@code to}.
         *
         * @param to exclusive
         * @param thread which of the crew runs it, from 0; two spans at work at once have two numbers
         */
        void run(long from, long to, int thread);
    }

    /** Waking a thread costs some 50 us; a loop over fewer elements than this is over by then. */
    private static final long WORTH_WAKING = 4 * Lanes.SPAN;

    private final int threads;
    private final List<Thread> helpers = new ArrayList<>();
    private volatile @Nullable Job current;
    private volatile boolean closed;

    /** @param threads at work in all, the caller's included */
    Crew(int threads) {
        this.threads = threads;
    }

    int threads() {
        return threads;
    }

    /**
     * Runs all spans of a loop and returns when the last has ended.
     *
     * @param items length of the loop
     * @param length of a span; the last may be shorter
     * @param elements of memory that the whole loop walks over, by which to tell whether to wake anybody
     */
    void run(long items, long length, long elements, Span span) {
        long spans = (items + length - 1) / length;
        var job = new Job(span, items, length, spans);
        if (threads > 1 && spans > 1 && elements >= WORTH_WAKING) {
            current = job;
            wake();
        }
        job.work(0);
        while (job.ended.get() < spans) Thread.onSpinWait();
        current = null;
        job.rethrow();
    }

    private void wake() {
        while (helpers.size() < threads - 1) {
            int number = helpers.size() + 1;
            helpers.add(
                    Thread.ofPlatform().daemon().name("doppel-cpu-" + number).start(() -> help(number)));
        }
        for (Thread helper : helpers) LockSupport.unpark(helper);
    }

    private void help(int number) {
        Job done = null;
        while (!closed) {
            Job job = current;
            if (job == null || job == done) {
                LockSupport.park(this);
            } else {
                job.work(number);
                done = job;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) LockSupport.unpark(helper);
    }

    /** One loop. */
    private static final class Job {
        private final Span span;
        private final long items;
        private final long length;
        private final long spans;
        private final AtomicLong next = new AtomicLong();
        final AtomicLong ended = new AtomicLong();
        private volatile @Nullable Throwable failure;

        Job(Span span, long items, long length, long spans) {
            this.span = span;
            this.items = items;
            this.length = length;
            this.spans = spans;
        }

        void work(int thread) {
            for (long i = next.getAndIncrement(); i < spans; i = next.getAndIncrement()) {
                try {
                    span.run(i * length, Math.min((i + 1) * length, items), thread);
                } catch (RuntimeException | Error e) {
                    failure = e; // of several, any
                } finally {
                    ended.incrementAndGet();
                }
            }
        }

        void rethrow() {
            Throwable thrown = failure;
            if (thrown instanceof RuntimeException e) throw e;
            if (thrown instanceof Error e) throw e;
        }
    }
}
