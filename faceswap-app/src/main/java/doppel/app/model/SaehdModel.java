package doppel.app.model;

import doppel.kernels.Kernels;
import doppel.nn.Parameters;
import doppel.nn.optim.Optimizer;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A SAEHD model: its net, its optimizer and how many steps it has taken. Owns their memory; the back-end stays the
 * caller's and is used from one thread at a time.
 */
public final class SaehdModel implements AutoCloseable {
    private final TensorScope scope;
    private final ModelOptions options;
    private final Parameters parameters;
    private final SwapNet net;
    private final Optimizer optimizer;
    private final SaehdLoss loss;

    /**
     * A fresh model.
     *
     * @param seed of all initial values
     */
    public SaehdModel(Kernels kernels, ModelOptions options, TrainOptions training, long seed) {
        this(kernels, options, training, seed, true);
    }

    private SaehdModel(Kernels kernels, ModelOptions options, TrainOptions training, long seed, boolean trains) {
        this.options = options;
        scope = new TensorScope(kernels);
        parameters = new Parameters(scope, seed);
        net = SwapNet.create(options, parameters);
        optimizer = new Optimizer(training.optimizer(), trains ? parameters.all() : Map.of(), scope);
        loss = new SaehdLoss(options.resolution(), training);
    }

    /** A model without moments, a third of the memory, whose weights are yet to be loaded. */
    public static SaehdModel forSwapping(Kernels kernels, ModelOptions options) {
        return new SaehdModel(kernels, options, TrainOptions.DEFAULT, 0, false);
    }

    /** What the model is. */
    public ModelOptions options() {
        return options;
    }

    /** Owns the parameters; batches and pictures are made in children of it. */
    public TensorScope scope() {
        return scope;
    }

    /** The weights, by path. */
    public Map<String, Tensor> weights() {
        return parameters.all();
    }

    /** Weights and moments by path: all that training changes, but for the counter of steps. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(parameters.all());
        state.putAll(optimizer.state());
        return state;
    }

    /** Steps taken so far. */
    public long steps() {
        return optimizer.steps();
    }

    /** Sets the counter, on resuming. */
    public void steps(long taken) {
        optimizer.steps(taken);
    }

    /**
     * Makes ready the step of this model's training; see {@link TrainingStep}.
     *
     * @param batch faces of each identity
     * @param recorded whether the device may record the step once and replay it
     */
    public TrainingStep step(int batch, boolean recorded) {
        return new TrainingStep(this, batch, recorded);
    }

    Optimizer optimizer() {
        return optimizer;
    }

    SaehdLoss loss() {
        return loss;
    }

    /** Both identities painted as themselves. */
    public SwapNet.Pair reconstruct(Tensor source, Tensor destination) {
        return net.reconstruct(source, destination);
    }

    /** The destination's faces {@code [n, r, r, 3]} with the identity of the source. */
    public SwapNet.Swapped swap(Tensor destination) {
        return net.swap(destination);
    }

    @Override
    public void close() {
        scope.close();
    }
}
