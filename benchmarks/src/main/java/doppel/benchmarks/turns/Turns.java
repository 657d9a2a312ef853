package doppel.benchmarks.turns;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Lets contenders work in turns; each round begins with another one. Closes them. */
public final class Turns implements AutoCloseable {
    /** Nanoseconds of each contender in all rounds of an iteration; 0 for one that is not there. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Times {
        public long rounds;
        public long ours;
        public long contiguous;
        public long channels_last;

        private void add(String way, long nanos) {
            switch (way) {
                case Contender.OURS -> ours += nanos;
                case "contiguous" -> contiguous += nanos;
                case "channels_last" -> channels_last += nanos;
                default -> throw new IllegalArgumentException("contender: no counter for " + way);
            }
        }
    }

    private final List<Contender> contenders = new ArrayList<>();
    private final double tolerance;
    private int rounds;

    /**
     * Nobody yet.
     *
     * @param tolerance within which the first results must agree, relative
     */
    public Turns(double tolerance) {
        this.tolerance = tolerance;
    }

    /** One more contender; ours comes first. */
    public void add(Contender contender) {
        contenders.add(contender);
    }

    /**
     * One round.
     *
     * @return ours
     * @throws IllegalStateException if the first results differ
     */
    public double take(Times times) {
        int n = contenders.size();
        double[] results = new double[n];
        for (int i = 0; i < n; i++) {
            int turn = (rounds + i) % n;
            long begun = System.nanoTime();
            results[turn] = contenders.get(turn).run();
            times.add(contenders.get(turn).way(), System.nanoTime() - begun);
        }
        times.rounds++;
        if (rounds++ == 0) compare(results);
        return results[0];
    }

    private void compare(double[] results) {
        for (int i = 1; i < results.length; i++) {
            if (!(Math.abs(results[i] - results[0]) <= tolerance * Math.abs(results[0]))) {
                throw new IllegalStateException(
                        "%s came to %s, ours to %s".formatted(contenders.get(i).way(), results[i], results[0]));
            }
        }
    }

    @Override
    public void close() {
        contenders.reversed().forEach(Contender::close);
    }
}
