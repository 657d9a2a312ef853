package doppel.benchmarks.gpu;

import doppel.kernels.Kernels;
import java.util.Arrays;

/**
 * Times work on a device. The device is waited for inside what is timed; work so short that the waiting would weigh is
 * queued several times first.
 *
 * @param repeats how often it is timed
 * @param millis how long one timing should take at least
 */
public record Stopwatch(int repeats, double millis) {
    /** On a card. */
    public static final Stopwatch CARD = new Stopwatch(10, 2);

    /** Just to see that it runs. */
    public static final Stopwatch DRY = new Stopwatch(1, 0);

    private static final int MOST_CALLS = 1000;

    /**
     * Times of one call.
     *
     * @param median in seconds
     * @param spread of the middle half, as a share of the median
     */
    public record Time(double median, double spread) {
        static Time of(double[] seconds) {
            double[] sorted = seconds.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
            return new Time(median, (sorted[(3 * n - 1) / 4] - sorted[n / 4]) / median);
        }
    }

    /** Times work after a first call, which loads and plans. Stops early at the deadline. */
    public Time time(Kernels kernels, Runnable work, Deadline deadline) {
        return time(kernels::synchronize, work, deadline);
    }

    /**
     * The same.
     *
     * @param wait until all work queued is done
     */
    public Time time(Runnable wait, Runnable work, Deadline deadline) {
        once(wait, work, 1);
        double one = once(wait, work, 1);
        int calls = (int) Math.clamp(millis / 1e3 / Math.max(one, 1e-9), 1, MOST_CALLS);
        if (calls > 1) once(wait, work, calls);
        double[] seconds = new double[repeats];
        int n = 0;
        while (n < repeats && (n == 0 || !deadline.passed())) seconds[n++] = once(wait, work, calls) / calls;
        return Time.of(Arrays.copyOf(seconds, n));
    }

    private static double once(Runnable wait, Runnable work, int calls) {
        wait.run();
        long begun = System.nanoTime();
        for (int i = 0; i < calls; i++) work.run();
        wait.run();
        return (System.nanoTime() - begun) / 1e9;
    }
}
