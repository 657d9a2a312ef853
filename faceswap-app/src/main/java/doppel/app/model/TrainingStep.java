package doppel.app.model;

import doppel.kernels.Buffer;
import doppel.kernels.Kernels;
import doppel.kernels.Program;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The step of a training: both identities are painted from warped faces, and the weights move against the gradient of
 * the loss. It has its faces in tensors that stay, so that a card can record it once and replay it:
 *
 * <pre>{@code
 * step.source().input().upload(faces); // and the others
 * Supplier<TrainingStep.Losses> losses = step.take(5e-5); // on a card the work is only queued
 * }</pre>
 */
public final class TrainingStep implements AutoCloseable {
    /**
     * Faces of one identity.
     *
     * @param input {@code [n, r, r, 3]}, what the encoder sees
     * @param targets what should be painted
     */
    public record Faces(Tensor input, FaceTargets targets) {
        private static Faces allocate(TensorScope scope, int n, int r) {
            Shape picture = new Shape(n, r, r, 3);
            Shape mask = new Shape(n, r, r, 1);
            return new Faces(
                    scope.zeros(picture), new FaceTargets(scope.zeros(picture), scope.zeros(mask), scope.zeros(mask)));
        }

        /** The same memory seen from a scope that records. */
        private Faces in(TensorScope scope) {
            return new Faces(
                    view(scope, input),
                    new FaceTargets(
                            view(scope, targets.image()),
                            view(scope, targets.mask()),
                            view(scope, targets.eyesMouth())));
        }

        private static Tensor view(TensorScope scope, Tensor of) {
            return scope.view(of, of.buffer());
        }
    }

    /**
     * Losses of one step, a value per face; DeepFaceLab reports their means.
     *
     * @param source of the faces of the source
     * @param destination of the faces of the destination
     */
    public record Losses(float[] source, float[] destination) {
        /** Mean over the source's faces. */
        public double sourceMean() {
            return mean(source);
        }

        /** Mean over the destination's faces. */
        public double destinationMean() {
            return mean(destination);
        }

        private static double mean(float[] values) {
            double sum = 0;
            for (float v : values) sum += v;
            return sum / values.length;
        }
    }

    private final SaehdModel model;
    private final int batch;
    private final TensorScope scope;
    private final Faces source;
    private final Faces destination;
    private final Tensor losses;
    private final Program program;

    TrainingStep(SaehdModel model, int batch, boolean recorded) {
        this.model = model;
        this.batch = batch;
        scope = model.scope().child();
        Kernels kernels = scope.kernels();
        int resolution = model.options().resolution();
        try {
            source = Faces.allocate(scope, batch, resolution);
            destination = Faces.allocate(scope, batch, resolution);
            losses = scope.zeros(new Shape(2, batch));
        } catch (RuntimeException | OutOfMemoryError e) {
            scope.close();
            throw e;
        }
        program = recorded ? kernels.program("training step", this::work) : Program.eager(this::work);
    }

    /** The faces of the source, to be overwritten before each step. */
    public Faces source() {
        return source;
    }

    /** The faces of the destination, to be overwritten before each step. */
    public Faces destination() {
        return destination;
    }

    /**
     * Takes the step, or queues it.
     *
     * @return its losses; asking for them waits for the step
     */
    public Supplier<Losses> take(double rate) {
        model.optimizer().begin(rate);
        program.run();
        Supplier<float[]> values = scope.kernels().memory().fetch(losses.buffer());
        return () -> {
            float[] both = values.get();
            return new Losses(Arrays.copyOf(both, batch), Arrays.copyOfRange(both, batch, 2 * batch));
        };
    }

    private void work() {
        try (TensorScope step = model.scope().recording()) {
            Faces src = source.in(step);
            Faces dst = destination.in(step);
            SwapNet.Pair painted = model.reconstruct(src.input(), dst.input());
            int shared = step.tape().size();
            Tensor ofSource = model.loss().of(src.targets(), painted.source().get());
            report(ofSource, 0);
            model.optimizer().move(ofSource, shared);
            Tensor ofDestination =
                    model.loss().of(dst.targets(), painted.destination().get());
            report(ofDestination, 1);
            model.optimizer().move(ofDestination);
        }
    }

    private void report(Tensor loss, int row) {
        Buffer target = losses.buffer().rows(row, row + 1);
        scope.kernels().memory().copy(loss.buffer(), target);
    }

    @Override
    public void close() {
        program.close();
        scope.close();
    }
}
