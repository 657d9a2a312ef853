package doppel.nn.optim;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import doppel.tensor.Gradients;
import doppel.tensor.Tape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Moves parameters against their gradients. Moments live as long as the parameters' scope; they and the step counter
 * are all the state there is, so that a run resumed from them goes on bit for bit.
 */
public final class Optimizer {
    private record Slot(int number, Tensor weight, List<Tensor> moments) {}

    private final OptimizerOptions options;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final IdentityHashMap<Tensor, Slot> byWeight = new IdentityHashMap<>();
    private final IdentityHashMap<Tensor, Tensor> kept = new IdentityHashMap<>(); // until the norm of all is known
    private final Tensor control;
    private long steps;

    /**
     * @param parameters by path, as of {@code Parameters.all()}
     * @param scope owns the moments and the control of the step
     */
    public Optimizer(OptimizerOptions options, Map<String, Tensor> parameters, TensorScope scope) {
        this.options = options;
        control = scope.allocate(new Shape(UpdateControl.BYTES), DType.U8);
        parameters.forEach((path, weight) -> {
            List<Tensor> moments = new ArrayList<>();
            for (int i = 0; i < options.rule().moments().size(); i++) moments.add(scope.zeros(weight.shape()));
            var slot = new Slot(slots.size(), weight, List.copyOf(moments));
            slots.put(path, slot);
            byWeight.put(weight, slot);
        });
    }

    /** What is done at each step. */
    public OptimizerOptions options() {
        return options;
    }

    /** Steps taken so far. */
    public long steps() {
        return steps;
    }

    /** Sets the counter, on resuming. */
    public void steps(long taken) {
        if (taken < 0) throw new IllegalArgumentException("optimizer: steps " + taken);
        steps = taken;
    }

    /** The moments, each under its name and the path of its weight, such as {@code ms/encoder/down1/.../weight}. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        List<String> names = options.rule().moments();
        slots.forEach((path, slot) -> {
            for (int i = 0; i < names.size(); i++) state.put(names.get(i) + "/" + path, slot.moments.get(i));
        });
        return state;
    }

    /** One step at the rate of the options. */
    public void step(Gradients gradients) {
        step(gradients, options.rate());
    }

    /** One step: {@link #begin}, then {@link #move}. */
    public void step(Gradients gradients, double rate) {
        begin(rate);
        move(gradients);
    }

    /** Counts one more step and tells the device its rate. Stays outside of what is recorded. */
    public void begin(double baseRate) {
        steps++;
        kept.clear(); // of a step that failed
        double rate = baseRate;
        if (options.cosinePeriod() > 0) {
            rate *= (Math.cos(2 * Math.PI * steps / options.cosinePeriod()) + 1) / 2;
        }
        var step = new UpdateControl(steps, options.seed(), rate, options.keep(), options.clipNorm());
        control.kernels().memory().uploadBytes(step.bytes(), control.buffer());
    }

    /**
     * The work of the step that has begun: every parameter that has a gradient moves; the others stay, and so do their
     * moments. May be recorded.
     */
    public void move(Gradients gradients) {
        moveAll(gradients::find);
    }

    /**
     * The same from a loss: each parameter moves as soon as its gradient is known, which then goes, and so do the
     * results that it was found from; see {@link Tape#backward(Tensor, int, java.util.function.BiConsumer)}. Clipping
     * needs all gradients first: then they stay until the walk has come to the first note.
     */
    public void move(Tensor loss) {
        move(loss, 0);
    }

    /**
     * A part of that, back to note {@code from} of the tape; a later call goes on from there.
     *
     * @param from number of notes that stay; the parameters that later ones use are used by them alone
     */
    public void move(Tensor loss, int from) {
        loss.scope().tape().backward(loss, from, (weight, g) -> {
            Slot slot = byWeight.get(weight);
            if (slot == null) return;
            if (options.clipNorm() > 0) kept.put(weight, g.scope().view(g));
            else move(slot, g);
        });
        if (from > 0 || kept.isEmpty()) return;
        moveAll(kept::get);
        kept.values().forEach(Tensor::release);
        kept.clear();
    }

    private void moveAll(Function<Tensor, @Nullable Tensor> gradients) {
        if (options.clipNorm() > 0) clip(gradients);
        for (Slot slot : slots.values()) {
            Tensor g = gradients.apply(slot.weight);
            if (g != null) move(slot, g);
        }
    }

    private void move(Slot slot, Tensor g) {
        options.rule().apply(slot.weight, g, slot.moments, control, slot.number);
    }

    private void clip(Function<Tensor, @Nullable Tensor> gradients) {
        List<Buffer> found = new ArrayList<>();
        for (Slot slot : slots.values()) {
            Tensor g = gradients.apply(slot.weight);
            if (g != null) found.add(g.buffer());
        }
        control.kernels().optimizers().clip(found, control.buffer());
    }
}
