package doppel.app.jobs;

/** Where jobs say what they do. */
public interface JobLog {
    /** Says nothing. */
    JobLog SILENT = new JobLog() {
        @Override
        public void say(String line) {}

        @Override
        public Meter meter(String what, long total) {
            return (done, detail) -> {};
        }
    };

    /** One line for the user. */
    void say(String line);

    /**
     * Shows how far something is.
     *
     * @param total what {@code done} grows to; 0 if not known
     */
    Meter meter(String what, long total);

    /** How far one thing is; close it when it is over. */
    interface Meter extends AutoCloseable {
        /**
         * So much is done.
         *
         * @param detail more in a few words, may be empty
         */
        void at(long done, String detail);

        @Override
        default void close() {}
    }
}
