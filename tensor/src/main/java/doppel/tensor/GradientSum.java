package doppel.tensor;

import java.util.IdentityHashMap;

/**
 * Gradients of several losses, added up in place: a batch that does not fit into memory is walked through in parts, each
 * in a scope of its own, and the weights move once.
 *
 * <pre>{@code
 * for (Batch part : parts) {
 *     try (TensorScope step = model.scope().recording()) {
 *         sum.add(model.loss(step, part));
 *     }
 * }
 * optimizer.step(sum.gradients());
 * sum.clear();
 * }</pre>
 */
public final class GradientSum {
    private final TensorScope scope;
    private final IdentityHashMap<Tensor, Tensor> sums = new IdentityHashMap<>();

    /** @param scope owns the sums */
    public GradientSum(TensorScope scope) {
        this.scope = scope;
    }

    /** Adds the gradients of {@code sum(loss)}, walking back once and for all: the loss cannot be used afterwards. */
    public void add(Tensor loss) {
        loss.scope().tape().backward(loss, this::add);
    }

    private void add(Tensor variable, Tensor g) {
        Tensor sum = sums.get(variable);
        if (sum == null) {
            sum = scope.allocate(g.shape(), g.dtype());
            scope.kernels().memory().copy(g.buffer(), sum.buffer());
            sums.put(variable, sum);
        } else {
            scope.kernels().elementwise().accumulate(g.buffer(), 1, sum.buffer());
        }
    }

    /** What has been added so far; changes with the next {@link #add(Tensor)}. */
    public Gradients gradients() {
        return new Gradients(sums);
    }

    /** Begins anew, with the memory given back. */
    public void clear() {
        sums.values().forEach(Tensor::release);
        sums.clear();
    }
}
