package doppel.app.data;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Batches of two identities, made by threads of its own a few steps ahead of need and handed out in the order of the
 * steps. Step k's batch depends on the samplers and k alone.
 */
public final class BatchFeed implements AutoCloseable {
    /** One step's samples. */
    public record Pair(FaceBatch source, FaceBatch destination) {}

    /** Batches that wait or are handed out while all threads make others. */
    private static final int SPARE = 2;

    private final Sampler source;
    private final Sampler destination;
    private final int batch;
    private final ExecutorService workers;
    private final Queue<Future<Pair>> waiting = new ArrayDeque<>();
    private long next;

    /**
     * Starts making batches.
     *
     * @param batch samples of each identity
     * @param firstStep number of the first batch handed out
     * @param threads that make them
     */
    public BatchFeed(Sampler source, Sampler destination, int batch, long firstStep, int threads) {
        this.source = source;
        this.destination = destination;
        this.batch = batch;
        this.next = firstStep;
        workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("batch-", 0).factory());
        for (int i = 0; i < threads + SPARE; i++) order();
    }

    private void order() {
        long first = next++ * batch;
        waiting.add(workers.submit(() -> new Pair(source.draw(first, batch), destination.draw(first, batch))));
    }

    /**
     * The next step's batch; waits for it if it is not ready.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Pair next() throws InterruptedException {
        Future<Pair> ready = waiting.remove();
        order();
        try {
            return ready.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("batch: " + e.getCause(), e.getCause());
        } catch (CancellationException e) {
            throw new IllegalStateException("batch: the feed is closed", e);
        }
    }

    /** Stops the threads. */
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
