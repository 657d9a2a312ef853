package doppel.benchmarks.gpu;

import doppel.app.model.ModelOptions;
import doppel.app.model.SaehdModel;
import doppel.app.model.TrainOptions;
import doppel.app.model.TrainingStep;
import doppel.kernels.Kernels;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A model in training on a few batches that come round again and again. */
public final class TrainingWork implements AutoCloseable {
    /** For small models: Adam at ten times DeepFaceLab's rate, as in the preset draft. */
    static final TrainOptions QUICK =
            new TrainOptions(4, true, false, OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 5e-4));

    private final SaehdModel model;
    private final TrainingStep step;
    private final List<Faces> sources = new ArrayList<>();
    private final List<Faces> destinations = new ArrayList<>();
    private final double rate;
    private int steps;

    /**
     * @param batches how many differ; one alone stays on the device
     * @param recorded whether a card records the step once and replays it
     */
    public TrainingWork(Kernels kernels, ModelOptions options, TrainOptions training, int batches, boolean recorded) {
        model = new SaehdModel(kernels, options, training, 1);
        step = model.step(training.batch(), recorded);
        rate = training.optimizer().rate();
        for (int i = 0; i < batches; i++) {
            sources.add(Faces.of(training.batch(), options.resolution(), 2L * i));
            destinations.add(Faces.of(training.batch(), options.resolution(), 2L * i + 1));
        }
    }

    /**
     * Queues a step: forward, loss, gradients, update.
     *
     * @return waits for it: its mean losses of both identities, added
     */
    public Supplier<Double> queue() {
        int batch = steps % sources.size();
        if (steps == 0 || sources.size() > 1) {
            sources.get(batch).upload(step.source());
            destinations.get(batch).upload(step.destination());
        }
        steps++;
        Supplier<TrainingStep.Losses> losses = step.take(rate);
        return () -> {
            TrainingStep.Losses both = losses.get();
            return both.sourceMean() + both.destinationMean();
        };
    }

    /** Takes a step and waits for it: its mean losses of both identities, added. */
    public double step() {
        return queue().get();
    }

    /** The weights by path. */
    public Map<String, Tensor> weights() {
        return model.weights();
    }

    /** Weights and moments by path. */
    Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        model.state().forEach((path, tensor) -> state.put(path, tensor.toFloats()));
        return state;
    }

    @Override
    public void close() {
        step.close();
        model.close();
    }
}
