package doppel.tensor;

import org.jspecify.annotations.Nullable;

/**
 * One differentiable function of tensors: what it computes and how gradients pass back through it, in one file. An op
 * is a value, such as a record of its options, and keeps nothing of a call; what backward needs it finds in the inputs
 * and the result.
 */
public interface Op {
    /**
     * Computes the result.
     *
     * @param scope where the result, and whatever is needed on the way, is allocated
     * @param x the inputs
     * @throws IllegalArgumentException naming the op and the shapes, if they do not fit
     */
    Tensor forward(TensorScope scope, Tensor... x);

    /**
     * The gradients of the inputs.
     *
     * @param scope where they are allocated
     * @param dy gradient of the result; handed over: it may be overwritten and returned
     * @param x the inputs of {@link #forward}
     * @param y its result
     * @param wanted which gradients are used; the others are not computed
     * @return one per input, null where not wanted; each is {@code dy}, a view of it, or made here
     */
    @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted);

    /**
     * The result of this op, in the deepest scope among its inputs, noted on the tape of that scope if there is one and
     * a gradient can pass. What is computed of parameters alone is so made, unnoted, in the model's scope: use {@link
     * #applyIn} for that.
     */
    default Tensor apply(Tensor... x) {
        return applyIn(TensorScope.deepest(x), x);
    }

    /**
     * The result of this op in a given scope, noted on its tape if there is one and a gradient can pass.
     *
     * @param scope that closes no later than those of the inputs
     */
    default Tensor applyIn(TensorScope scope, Tensor... x) {
        Tensor y = forward(scope, x);
        if (!scope.records()) return y;
        boolean differentiable = false;
        for (Tensor input : x) differentiable |= input.wantsGradient();
        return differentiable ? scope.tape().note(this, x, y) : y;
    }

    /** Whether any of the flags is set. */
    static boolean any(boolean... wanted) {
        for (boolean w : wanted) if (w) return true;
        return false;
    }
}
