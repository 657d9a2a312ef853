package doppel.app.train;

import doppel.app.data.BatchFeed;
import doppel.app.data.FaceBatch;
import doppel.app.data.FaceSet;
import doppel.app.data.Sampler;
import doppel.app.image.Codec;
import doppel.app.mark.AiMark;
import doppel.app.mark.Marks;
import doppel.app.model.SaehdModel;
import doppel.app.model.TrainingStep;
import doppel.app.model.TrainingStep.Losses;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The training loop: draws batches, takes steps, and keeps checkpoint, history and preview in the model's folder. A run
 * that was stopped, in whatever way, is taken up from its last checkpoint; if its limit is a number of steps, the
 * weights it ends with are bit for bit those of a run that was not.
 */
public final class Trainer implements AutoCloseable {
    /**
     * Where a training stands.
     *
     * @param steps taken since the first
     * @param losses of the last step
     * @param stepMillis what the last step took, waiting for its batch included
     * @param secondsLeft to the end, NaN if there is none
     * @param progress share that is done, 0..1
     */
    public record Progress(long steps, Losses losses, double stepMillis, double secondsLeft, double progress) {}

    /** Told of progress after each step, on the training thread. */
    public interface Listener {
        void onStep(Progress progress);

        /** A checkpoint is on disk. */
        default void onSaved(long steps) {}
    }

    /**
     * What a run has done.
     *
     * @param steps taken since the first, by all runs
     * @param seconds spent training, by all runs
     * @param finished whether the limit is reached
     */
    public record Report(long steps, double seconds, boolean finished) {}

    private final TrainSettings settings;
    private final ModelFolder folder;
    private final FaceSet source;
    private final FaceSet destination;
    private final ModelCheckpoint checkpoint;
    private final SaehdModel model;
    private final int ahead;
    private final int feedThreads;
    private double secondsBefore;

    /**
     * Reads the faces and opens the model, new or as its checkpoint left it.
     *
     * @throws IOException if faces or checkpoint cannot be read, or the checkpoint is of another model
     */
    public Trainer(Kernels kernels, TrainSettings settings) throws IOException {
        this.settings = settings;
        boolean alone = kernels.device() instanceof Device.Cpu; // it computes with all cores
        ahead = alone ? 0 : 1;
        feedThreads = alone ? 1 : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        folder = new ModelFolder(settings.folder());
        var options = settings.model();
        source = FaceSet.load(settings.source(), options.resolution(), options.faceType());
        destination = FaceSet.load(settings.destination(), options.resolution(), options.faceType());
        Files.createDirectories(settings.folder());
        model = new SaehdModel(kernels, options, settings.training(), settings.seed());
        checkpoint = new ModelCheckpoint(folder.checkpoint());
        try {
            if (checkpoint.exists()) secondsBefore = checkpoint.load(model);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The model in training. */
    public SaehdModel model() {
        return model;
    }

    /** Number of faces of the source and of the destination. */
    public int[] faces() {
        return new int[] {source.size(), destination.size()};
    }

    /**
     * Trains until the limit is reached or {@code stop} says so, and saves.
     *
     * @throws IOException if a file cannot be written; the last checkpoint is whole
     * @throws InterruptedException if the thread is interrupted; nothing is saved then
     */
    public Report run(Listener listener, BooleanSupplier stop) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long saved = begun;
        long startSteps = model.steps();
        var sources = new Sampler(source, destination, settings.sourceAugmentation(), 2 * settings.seed());
        var destinations =
                new Sampler(destination, source, settings.destinationAugmentation(), 2 * settings.seed() + 1);
        int batch = settings.training().batch();
        try (var step = model.step(batch, settings.recorded());
                var history = LossHistory.open(folder.losses(), startSteps);
                var feed = new BatchFeed(sources, destinations, batch, startSteps, feedThreads)) {
            var queue = new Queue(history, listener, begun);
            double progress = settings.limit().progress(model.steps(), secondsBefore);
            while (progress < 1 && !stop.getAsBoolean()) {
                queue.begin();
                double rate = settings.training().optimizer().rate()
                        * settings.schedule().factor(model.steps(), progress);
                BatchFeed.Pair faces = feed.next();
                upload(faces.source(), step.source());
                upload(faces.destination(), step.destination());
                queue.add(step.take(rate));
                progress = settings.limit().progress(model.steps(), seconds(begun, System.nanoTime()));
                if (settings.previewEvery() > 0 && model.steps() % settings.previewEvery() == 0) preview();
                if ((System.nanoTime() - saved) / 1e9 >= settings.saveEverySeconds()) {
                    save(queue, history, listener, begun);
                    saved = System.nanoTime();
                }
            }
            if (model.steps() > startSteps || !checkpoint.exists()) {
                if (settings.previewEvery() > 0) preview();
                save(queue, history, listener, begun);
            }
            return new Report(model.steps(), seconds(begun, System.nanoTime()), progress >= 1);
        }
    }

    /**
     * Steps that were taken and are yet to be told of: a card is given the next one before it is done with the last.
     */
    private final class Queue {
        private record Taken(long number, Supplier<Losses> losses) {}

        private final LossHistory history;
        private final Listener listener;
        private final long begun;
        private final Deque<Taken> taken = new ArrayDeque<>();
        private long told = System.nanoTime();

        Queue(LossHistory history, Listener listener, long begun) {
            this.history = history;
            this.listener = listener;
            this.begun = begun;
        }

        /** Whatever was done since the last step is not part of the next. */
        void begin() {
            if (taken.isEmpty()) told = System.nanoTime();
        }

        void add(Supplier<Losses> losses) throws IOException {
            taken.add(new Taken(model.steps(), losses));
            if (taken.size() > ahead) tell(taken.remove());
        }

        void tellAll() throws IOException {
            while (!taken.isEmpty()) tell(taken.remove());
        }

        private void tell(Taken step) throws IOException {
            Losses losses = step.losses.get();
            long now = System.nanoTime();
            double millis = (now - told) / 1e6;
            told = now;
            history.add(step.number, losses, millis);
            checkFinite(step.number, losses);
            double progress = settings.limit().progress(step.number, seconds(begun, now));
            listener.onStep(
                    new Progress(step.number, losses, millis, left(progress, begun, now), Math.min(1, progress)));
        }
    }

    private static void upload(FaceBatch faces, TrainingStep.Faces to) {
        to.input().upload(faces.input());
        to.targets().image().upload(faces.target());
        to.targets().mask().upload(faces.mask());
        to.targets().eyesMouth().upload(faces.eyesMouth());
    }

    private void checkFinite(long step, Losses losses) throws IOException {
        if (Double.isFinite(losses.sourceMean() + losses.destinationMean())) return;
        throw new IOException(
                "training: the loss is no number any more at iteration %d; the last checkpoint in %s is good,"
                                .formatted(step, folder.root())
                        + " go on from it with a lower --rate");
    }

    private double seconds(long begun, long now) {
        return secondsBefore + (now - begun) / 1e9;
    }

    private double left(double progress, long begun, long now) {
        if (progress <= 0) return Double.NaN;
        if (settings.limit() instanceof Limit.Time(var duration)) {
            return Math.max(0, duration.toMillis() / 1e3 - seconds(begun, now));
        }
        return Math.max(0, seconds(begun, now) * (1 / progress - 1));
    }

    private void preview() throws IOException {
        Codec.write(folder.preview(), PreviewSheet.paint(model, source, destination));
        AiMark.mark(folder.preview(), Marks.sheet());
    }

    private void save(Queue queue, LossHistory history, Listener listener, long begun) throws IOException {
        queue.tellAll();
        history.flush();
        checkpoint.save(model, settings.training(), seconds(begun, System.nanoTime()));
        listener.onSaved(model.steps());
    }

    @Override
    public void close() {
        model.close();
    }
}
