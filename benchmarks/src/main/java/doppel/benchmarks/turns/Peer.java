package doppel.benchmarks.turns;

import doppel.app.model.ModelOptions;
import doppel.benchmarks.BenchmarkedModel;
import doppel.benchmarks.gpu.Faces;
import doppel.kernels.Precision;
import doppel.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Another library that does the same work; found through {@code META-INF/services}. */
public interface Peer {
    /** With its version. */
    String name();

    /** Loads it. To be called before oneDNN is loaded, on the thread that will work. */
    void load();

    /** How it can do the work; the best counts. */
    List<String> ways();

    /**
     * A model in training: loss, gradients, update.
     *
     * @param weights ours by path, copied
     */
    Contender training(
            String way,
            BenchmarkedModel workload,
            Map<String, Tensor> weights,
            Precision precision,
            Faces source,
            Faces destination);

    /**
     * One face through the merge path.
     *
     * @param weights ours by path, copied
     * @param picture {@code [1, r, r, 3]}
     */
    Contender swapping(
            String way, ModelOptions options, Map<String, Tensor> weights, Precision precision, float[] picture);

    /** One pass of a convolution on random numbers. */
    Contender convolution(String way, ConvTurns.Layer layer, ConvTurns.Pass pass, Precision precision);

    /** The one on the class path. */
    static Optional<Peer> find() {
        return ServiceLoader.load(Peer.class).findFirst();
    }

    /** The one on the class path, loaded. */
    static Optional<Peer> loaded() {
        Optional<Peer> peer = find();
        peer.ifPresent(Peer::load);
        return peer;
    }
}
