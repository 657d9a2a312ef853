package doppel.tensor;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Gradients of a loss, by the variable they belong to; they live as long as the scope of the tape that found them. */
public final class Gradients {
    private final IdentityHashMap<Tensor, Tensor> byVariable;

    Gradients(IdentityHashMap<Tensor, Tensor> byVariable) {
        this.byVariable = byVariable;
    }

    /** The gradient of a variable, null if the loss does not depend on it. */
    public @Nullable Tensor find(Tensor variable) {
        return byVariable.get(variable);
    }

    /**
     * The gradient of a variable.
     *
     * @throws IllegalArgumentException if the loss does not depend on it
     */
    public Tensor of(Tensor variable) {
        Tensor g = byVariable.get(variable);
        if (g == null) throw new IllegalArgumentException("gradient: the loss does not depend on " + variable);
        return g;
    }
}
