package doppel.nn;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The trainable tensors of a network, in the order of their making, each under a path such as {@code
 * encoder/down1/downs_0/conv1/weight}, and its buffers: tensors that belong to its state as weights do but are counted
 * instead of trained, such as running means. A view {@link #in} a part of the network adds to the same book.
 *
 * <p>The book also says whether the network is in training, which layers like batch norm ask at each pass.
 */
public final class Parameters {
    private final TensorScope scope;
    private final long seed;
    private final String prefix;
    private final Book book;

    /** What all views of a network share. */
    private static final class Book {
        private final Map<String, Tensor> trainable = new LinkedHashMap<>();
        private final Map<String, Tensor> buffers = new LinkedHashMap<>();
        private boolean training = true;
    }

    /**
     * An empty book.
     *
     * @param scope owns the tensors
     * @param seed of all initial values
     */
    public Parameters(TensorScope scope, long seed) {
        this(scope, seed, "", new Book());
    }

    private Parameters(TensorScope scope, long seed, String prefix, Book book) {
        this.scope = scope;
        this.seed = seed;
        this.prefix = prefix;
        this.book = book;
    }

    /** The part of the book under a name. */
    public Parameters in(String name) {
        return new Parameters(scope, seed, prefix + name + "/", book);
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
        return enter(name, scope.variable(shape), initializer, book.trainable);
    }

    /**
     * A new f32 tensor that is saved with the network but has no gradient.
     *
     * @throws IllegalArgumentException if the path is taken
     */
    public Tensor buffer(String name, Shape shape, Initializer initializer) {
        return enter(name, scope.zeros(shape), initializer, book.buffers);
    }

    private Tensor enter(String name, Tensor tensor, Initializer initializer, Map<String, Tensor> among) {
        String path = prefix + name;
        if (book.trainable.containsKey(path) || book.buffers.containsKey(path)) {
            tensor.release();
            throw new IllegalArgumentException("parameter: " + path + " exists");
        }
        initializer.fill(tensor, path);
        among.put(path, tensor);
        return tensor;
    }

    /** All trainable tensors whose path starts with this view's, by full path, in the order of their making. */
    public Map<String, Tensor> all() {
        return part(book.trainable);
    }

    /** All buffers whose path starts with this view's, by full path, in the order of their making. */
    public Map<String, Tensor> buffers() {
        return part(book.buffers);
    }

    private Map<String, Tensor> part(Map<String, Tensor> byPath) {
        if (prefix.isEmpty()) return Collections.unmodifiableMap(byPath);
        Map<String, Tensor> part = new LinkedHashMap<>();
        byPath.forEach((path, tensor) -> {
            if (path.startsWith(prefix)) part.put(path, tensor);
        });
        return part;
    }

    /** Whether the network is in training, as it is at first. */
    public boolean training() {
        return book.training;
    }

    /** Puts the whole network into training or into evaluation, whichever view is asked. */
    public void training(boolean training) {
        book.training = training;
    }

    /** Number of values in all trainable tensors of this view. */
    public long count() {
        long n = 0;
        for (Tensor tensor : all().values()) n += tensor.shape().elements();
        return n;
    }
}
