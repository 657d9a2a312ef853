package doppel.benchmarks.gpu;

/**
 * When a block has to stop. A block asks between its parts.
 *
 * @param nanos as of {@link System#nanoTime}
 */
public record Deadline(long nanos) {
    /** Far away. */
    public static final Deadline NONE = in(1e6);

    /** So many seconds from now. */
    public static Deadline in(double seconds) {
        return new Deadline(System.nanoTime() + (long) (seconds * 1e9));
    }

    /** Whether it is over. */
    public boolean passed() {
        return seconds() <= 0;
    }

    /** What is left, negative afterwards. */
    public double seconds() {
        return (nanos - System.nanoTime()) / 1e9;
    }

    /** The nearer of this and one so many seconds from now. */
    public Deadline within(double seconds) {
        Deadline other = in(seconds);
        return other.nanos < nanos ? other : this;
    }
}
