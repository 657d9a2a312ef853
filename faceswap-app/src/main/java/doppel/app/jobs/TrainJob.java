package doppel.app.jobs;

import doppel.app.train.Limit;
import doppel.app.train.TrainSettings;
import doppel.app.train.Trainer;
import doppel.app.train.Trainer.Progress;
import doppel.app.train.Trainer.Report;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Trains a model and shows how it goes; see {@link Trainer}. */
public record TrainJob(TrainSettings settings) {
    /** Share of the newest step in the losses shown. */
    private static final double SMOOTHING = 0.05;

    /**
     * Trains to the limit.
     *
     * @throws IOException if a file cannot be read or written
     * @throws StoppedException if {@code stop} says so, or the thread is interrupted; the model is saved in the first
     *     case
     */
    public Report run(Kernels kernels, JobLog log, BooleanSupplier stop) throws IOException {
        try (Trainer trainer = new Trainer(kernels, settings)) {
            int[] faces = trainer.faces();
            log.say("training %s %d px on %d and %d faces to %s, batch %d%s"
                    .formatted(
                            settings.model().archi(),
                            settings.model().resolution(),
                            faces[0],
                            faces[1],
                            settings.limit(),
                            settings.training().batch(),
                            trainer.model().steps() == 0
                                    ? ""
                                    : ", from iteration " + trainer.model().steps()));
            Report report;
            try (var meter = log.meter("training", total())) {
                report = trainer.run(new Shown(meter), stop);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException("training");
            }
            if (!report.finished()) {
                log.say("saved at iteration " + report.steps());
                throw new StoppedException("training");
            }
            return report;
        }
    }

    private long total() {
        return switch (settings.limit()) {
            case Limit.Steps(long count) -> count;
            case Limit.Time(var duration) -> duration.toSeconds();
            case Limit.Never() -> 0;
        };
    }

    /** The progress line. */
    private final class Shown implements Trainer.Listener {
        private final JobLog.Meter meter;
        private double source = Double.NaN;
        private double destination = Double.NaN;
        private double millis = Double.NaN;

        private Shown(JobLog.Meter meter) {
            this.meter = meter;
        }

        @Override
        public void onStep(Progress p) {
            source = smooth(source, p.losses().sourceMean());
            destination = smooth(destination, p.losses().destinationMean());
            millis = smooth(millis, p.stepMillis());
            String detail = String.format(
                    Locale.ROOT,
                    "iteration %d, loss src %.3f dst %.3f, %.2f it/s%s",
                    p.steps(),
                    source,
                    destination,
                    1e3 / millis,
                    Double.isNaN(p.secondsLeft()) ? "" : ", " + Durations.of(p.secondsLeft()) + " left");
            long done = settings.limit() instanceof Limit.Time(var duration)
                    ? Math.round(p.progress() * duration.toSeconds())
                    : p.steps();
            meter.at(done, detail);
        }

        private static double smooth(double mean, double value) {
            return Double.isNaN(mean) ? value : mean + SMOOTHING * (value - mean);
        }
    }
}
