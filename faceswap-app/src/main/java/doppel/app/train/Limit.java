package doppel.app.train;

import java.time.Duration;

/** How long a model is trained, counted from its first step, whatever the number of runs. */
public sealed interface Limit {
    /** A number of steps, at least 1. */
    record Steps(long count) implements Limit {
        public Steps {
            if (count < 1) throw new IllegalArgumentException("iterations: wanted at least 1, got " + count);
        }

        @Override
        public double progress(long steps, double seconds) {
            return (double) steps / count;
        }

        @Override
        public String toString() {
            return count + " iterations";
        }
    }

    /** Time spent training. */
    record Time(Duration duration) implements Limit {
        public Time {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("minutes: wanted more than 0, got " + duration);
            }
        }

        @Override
        public double progress(long steps, double seconds) {
            return seconds * 1e3 / duration.toMillis();
        }

        @Override
        public String toString() {
            return "%.4g minutes".formatted(duration.toMillis() / 60e3);
        }
    }

    /** Until somebody stops it. */
    record Never() implements Limit {
        @Override
        public double progress(long steps, double seconds) {
            return 0;
        }

        @Override
        public String toString() {
            return "no end";
        }
    }

    /**
     * Share of the training that is done: 1 or more when it is over.
     *
     * @param steps taken since the first
     * @param seconds spent training since the first step
     */
    double progress(long steps, double seconds);
}
