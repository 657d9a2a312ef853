package doppel.nn;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The trainable tensors of a network, in the order of their making, each under a path such as {@code
 * encoder/down1/downs_0/conv1/weight}. A view {@link #in} a part of the network adds to the same book.
 */
public final class Parameters {
    private final TensorScope scope;
    private final long seed;
    private final String prefix;
    private final Map<String, Tensor> byPath;

    /**
     * An empty book.
     *
     * @param scope owns the tensors
     * @param seed of all initial values
     */
    public Parameters(TensorScope scope, long seed) {
        this(scope, seed, "", new LinkedHashMap<>());
    }

    private Parameters(TensorScope scope, long seed, String prefix, Map<String, Tensor> byPath) {
        this.scope = scope;
        this.seed = seed;
        this.prefix = prefix;
        this.byPath = byPath;
    }

    /** The part of the book under a name. */
    public Parameters in(String name) {
        return new Parameters(scope, seed, prefix + name + "/", byPath);
    }

    /** The seed of all initial values. */
    public long seed() {
        return seed;
    }

    /**
     * A new trainable f32 tensor.
     *
     * @throws IllegalArgumentException if the path is taken
     */
    public Tensor create(String name, Shape shape, Initializer initializer) {
        String path = prefix + name;
        if (byPath.containsKey(path)) throw new IllegalArgumentException("parameter: " + path + " exists");
        Tensor tensor = scope.variable(shape);
        initializer.fill(tensor, path);
        byPath.put(path, tensor);
        return tensor;
    }

    /** All tensors whose path starts with this view's, by full path, in the order of their making. */
    public Map<String, Tensor> all() {
        if (prefix.isEmpty()) return Collections.unmodifiableMap(byPath);
        Map<String, Tensor> part = new LinkedHashMap<>();
        byPath.forEach((path, tensor) -> {
            if (path.startsWith(prefix)) part.put(path, tensor);
        });
        return part;
    }

    /** Number of values in all tensors of this view. */
    public long count() {
        long n = 0;
        for (Tensor tensor : all().values()) n += tensor.shape().elements();
        return n;
    }
}
