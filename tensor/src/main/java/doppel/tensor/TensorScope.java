package doppel.tensor;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Owns the memory of the tensors made in it. A model has a scope for as long as it lives; a step has a child scope that
 * takes all activations and gradients with it:
 *
 * <pre>{@code
 * try (TensorScope step = model.scope().recording()) {
 *     Tensor loss = model.loss(step, batch);
 *     optimizer.step(step.tape().backward(loss));
 *     report(loss.item()); // a double leaves the scope, a tensor does not
 * }
 * }</pre>
 *
 * <p>The result of an op is made in the deepest scope among its inputs, so that a product of a parameter and an
 * activation lives as long as the activation. Not for use by several threads at once.
 */
public final class TensorScope implements AutoCloseable {
    private final Kernels kernels;
    private final int depth;
    private final @Nullable Tape tape;
    private final boolean repeats;
    private final Set<Tensor> tensors = new LinkedHashSet<>(); // so that a step releases in the same order each time
    private final NativeLedger.Ticket ticket;
    private boolean closed;

    private TensorScope(Kernels kernels, int depth, boolean records, boolean repeats) {
        this.kernels = kernels;
        this.depth = depth;
        this.tape = records ? new Tape(this) : null;
        this.repeats = repeats;
        this.ticket = NativeLedger.open("tensor scope", "of depth " + depth + " on " + kernels.device());
    }

    /** A scope without a parent; the back-end stays the caller's. */
    public TensorScope(Kernels kernels) {
        this(kernels, 0, false, false);
    }

    /**
     * A scope that should close before this one and records nothing: no gradients. This is also how to compute without a
     * gradient in the middle of a step: what is made of {@link #view(Tensor) views} in the child is not noted on any tape.
     */
    public TensorScope child() {
        checkOpen();
        return new TensorScope(kernels, depth + 1, false, repeats);
    }

    /** A scope that should close before this one, with a tape on which gradients can be found. */
    public TensorScope recording() {
        checkOpen();
        return new TensorScope(kernels, depth + 1, true, repeats);
    }

    /** A recording scope for what has run before and is to give the same results, see {@link #repeats}. */
    TensorScope repeating() {
        checkOpen();
        return new TensorScope(kernels, depth + 1, true, true);
    }

    /**
     * Whether what runs here ran before and is only repeated for its gradients, see {@link Recomputed}. Whoever counts
     * passes, as running means do, must not count this one.
     */
    public boolean repeats() {
        return repeats;
    }

    /** What computes here. */
    public Kernels kernels() {
        return kernels;
    }

    /**
     * The tape of a recording scope.
     *
     * @throws IllegalStateException if this scope does not record
     */
    public Tape tape() {
        if (tape == null) throw new IllegalStateException("tape: this scope does not record; open it by recording()");
        return tape;
    }

    boolean records() {
        return tape != null;
    }

    /** A tensor with undefined values. */
    public Tensor allocate(Shape shape, DType dtype) {
        checkOpen();
        Memory memory = kernels.memory();
        var buffer = memory.allocate(shape, dtype);
        return adopt(new Tensor(this, new Storage(memory, buffer), buffer, false));
    }

    /** An f32 tensor with undefined values. */
    public Tensor allocate(Shape shape) {
        return allocate(shape, DType.F32);
    }

    /** A tensor of one value throughout. */
    public Tensor full(Shape shape, DType dtype, double value) {
        Tensor t = allocate(shape, dtype);
        kernels.memory().fill(t.buffer(), value);
        return t;
    }

    /** An f32 tensor of zeros. */
    public Tensor zeros(Shape shape) {
        return zeros(shape, DType.F32);
    }

    /** A tensor of zeros. */
    public Tensor zeros(Shape shape, DType dtype) {
        return full(shape, dtype, 0);
    }

    /** An f32 tensor of the given values in row-major order. */
    public Tensor of(Shape shape, float... values) {
        Tensor t = allocate(shape, DType.F32);
        t.upload(values);
        return t;
    }

    /** A trainable f32 tensor of zeros: gradients are found for it. */
    public Tensor variable(Shape shape) {
        return zeros(shape).wanting(true);
    }

    /** A copy of a tensor's values as a leaf that wants a gradient. */
    public Tensor variable(Tensor values) {
        Tensor copy = allocate(values.shape(), values.dtype());
        kernels.memory().copy(values.buffer(), copy.buffer());
        return copy.wanting(true);
    }

    /** A tensor of this scope that looks at the memory of another tensor; no gradient passes. */
    public Tensor view(Tensor of) {
        return of.view(this, of.buffer(), false);
    }

    /** A tensor of this scope that looks at memory of another tensor, all or {@code part} of it; no gradient passes. */
    public Tensor view(Tensor of, Buffer part) {
        return of.view(this, part, false);
    }

    /** @throws IllegalStateException once this scope is closed */
    void checkOpen() {
        if (closed) throw new IllegalStateException("tensor scope: closed");
    }

    Tensor adopt(Tensor tensor) {
        tensors.add(tensor);
        return tensor;
    }

    void forget(Tensor tensor) {
        if (!closed) tensors.remove(tensor);
    }

    /** The deepest scope among those of some tensors; of equally deep ones, one that records. */
    static TensorScope deepest(Tensor... tensors) {
        TensorScope deepest = tensors[0].scope();
        for (Tensor t : tensors) {
            if (!t.kernels().equals(deepest.kernels)) {
                throw new IllegalArgumentException("tensors of two back-ends: " + deepest.kernels.device() + ", "
                        + t.kernels().device());
            }
            if (t.scope().isDeeperThan(deepest)) deepest = t.scope();
        }
        return deepest;
    }

    private boolean isDeeperThan(TensorScope other) {
        return depth > other.depth || (depth == other.depth && records() && !other.records());
    }

    /** Number of tensors that are not yet released. */
    public int size() {
        return tensors.size();
    }

    /** Releases all tensors. A second call does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        for (Tensor t : tensors) t.release();
        tensors.clear();
        ticket.close();
    }
}
