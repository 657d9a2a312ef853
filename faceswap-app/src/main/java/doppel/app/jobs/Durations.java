package doppel.app.jobs;

/** Times as people say them. */
final class Durations {
    private Durations() {}

    /** {@code 42 s}, {@code 3:07} or {@code 2:03:07}. */
    static String of(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) return s + " s";
        if (s < 3600) return "%d:%02d".formatted(s / 60, s % 60);
        return "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
    }
}
