package doppel.app.cli;

import doppel.app.jobs.JobLog;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tells the user what happens: with bars that move on a terminal, with a line every few seconds elsewhere. */
final class ConsoleLog implements JobLog {
    private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal;

    ConsoleLog(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public Meter meter(String what, long total) {
        return terminal ? new Bar(what, total) : new Lines(what, total);
    }

    private static final class Bar implements Meter {
        private final ProgressBar bar;

        private Bar(String what, long total) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(total > 0 ? total : -1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .hideEta()
                    .build();
        }

        @Override
        public void at(long done, String detail) {
            bar.stepTo(done);
            bar.setExtraMessage(detail.isEmpty() ? "" : " " + detail);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private final class Lines implements Meter {
        private final String what;
        private final long total;
        private long last = System.nanoTime();
        private long done;
        private String detail = "";
        private boolean said = true;

        private Lines(String what, long total) {
            this.what = what;
            this.total = total;
        }

        @Override
        public void at(long now, String more) {
            done = now;
            detail = more;
            said = false;
            if (System.nanoTime() - last >= NANOS_BETWEEN_LINES) print();
        }

        private void print() {
            String share = total > 0 ? "%d of %d".formatted(done, total) : String.valueOf(done);
            out.println(what + ": " + share + (detail.isEmpty() ? "" : ", " + detail));
            last = System.nanoTime();
            said = true;
        }

        @Override
        public void close() {
            if (!said) print();
        }
    }
}
