package doppel.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gradient checkpointing: part of a network that keeps only its inputs and its result. What it makes in between is
 * released as soon as the result is there, and made again when the gradients come back. That costs one more forward pass
 * of this part and saves its activations; the gradients are the same bit for bit. Source: Chen et al., "Training deep
 * nets with sublinear memory cost", 2016.
 *
 * <pre>{@code
 * Tensor y = Recomputed.of(block::forward, x);
 * }</pre>
 *
 * <p>Parameters that the function uses get their gradients as ever. The function must compute the same each time it is
 * called; it may take nothing that has a gradient but its arguments and parameters. What counts passes can tell the
 * second run by {@link TensorScope#repeats}.
 */
public final class Recomputed implements Op {
    private final Function<Tensor[], Tensor> function;
    private final int arguments;

    private Recomputed(Function<Tensor[], Tensor> function, int arguments) {
        this.function = function;
        this.arguments = arguments;
    }

    /** {@code f(x)}. */
    public static Tensor of(UnaryOperator<Tensor> f, Tensor x) {
        return ofAll(in -> f.apply(in[0]), x);
    }

    /** {@code f(x)} of several tensors. */
    public static Tensor ofAll(Function<Tensor[], Tensor> f, Tensor... x) {
        TensorScope scope = TensorScope.deepest(x);
        if (!scope.records()) return f.apply(x);
        var op = new Recomputed(f, x.length);
        try (TensorScope once = scope.recording()) {
            Tensor[] seen = op.seenFrom(once, x);
            Tensor made = f.apply(seen);
            Tensor y = scope.view(made);
            if (!made.wantsGradient()) return y;
            return scope.tape().note(op, op.inputs(x, seen, once), y);
        }
    }

    /** The arguments, then the parameters that the run came to use. */
    private Tensor[] inputs(Tensor[] x, Tensor[] seen, TensorScope once) {
        List<Tensor> inputs = new ArrayList<>(List.of(x));
        Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
        Collections.addAll(known, seen);
        for (Tensor leaf : once.tape().leaves()) {
            if (known.add(leaf) && leaf.scope() != once) inputs.add(leaf);
        }
        return inputs.toArray(Tensor[]::new);
    }

    /** The arguments among the inputs of a note as tensors of a scope, with the same wish for gradients. */
    Tensor[] seenFrom(TensorScope scope, Tensor[] inputs) {
        IdentityHashMap<Tensor, Tensor> views = new IdentityHashMap<>();
        Tensor[] seen = new Tensor[arguments];
        for (int i = 0; i < arguments; i++) {
            seen[i] = views.computeIfAbsent(inputs[i], x -> x.view(scope, x.buffer(), x.wantsGradient()));
        }
        return seen;
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return function.apply(x);
    }

    /** Not by itself: the tape walks back through the notes of another run. */
    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        throw new UnsupportedOperationException("recomputed: has no gradient but that of its parts");
    }

    @Override
    public String toString() {
        return "Recomputed";
    }
}
