package doppel.nn.optim;

import doppel.kernels.OptimizerKernels.UpdateDropout;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves parameters against their gradients. Moments live as long as the parameters' scope; they and the step counter are
 * all the state there is, so that a run resumed from them goes on bit for bit.
 */
public final class Optimizer {
    private record Slot(Tensor weight, List<Tensor> moments) {}

    private final OptimizerOptions options;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private long steps;

    /**
     * @param parameters by path, as of {@code Parameters.all()}
     * @param scope owns the moments
     */
    public Optimizer(OptimizerOptions options, Map<String, Tensor> parameters, TensorScope scope) {
        this.options = options;
        parameters.forEach((path, weight) -> {
            List<Tensor> moments = new ArrayList<>();
            for (int i = 0; i < options.rule().moments().size(); i++) moments.add(scope.zeros(weight.shape()));
            slots.put(path, new Slot(weight, List.copyOf(moments)));
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

    /** One step: every parameter that has a gradient moves; the others stay, and so do their moments. */
    public void step(Gradients gradients, double baseRate) {
        steps++;
        double rate = baseRate;
        if (options.cosinePeriod() > 0) {
            rate *= (Math.cos(2 * Math.PI * steps / options.cosinePeriod()) + 1) / 2;
        }
        if (options.clipNorm() > 0) clip(gradients);
        long stream = steps * slots.size();
        for (Slot slot : slots.values()) {
            Tensor g = gradients.find(slot.weight);
            if (g != null) {
                options.rule().apply(slot.weight, g, slot.moments, steps, rate, dropout(stream));
            }
            stream++;
        }
    }

    private UpdateDropout dropout(long stream) {
        return options.keep() < 1 ? new UpdateDropout(options.keep(), options.seed(), stream) : UpdateDropout.NONE;
    }

    private void clip(Gradients gradients) {
        double squares = 0;
        for (Slot slot : slots.values()) {
            Tensor g = gradients.find(slot.weight);
            if (g == null) continue;
            Tensor sum = g.scope().allocate(new Shape());
            g.kernels().reduce().sumOfSquares(g.buffer(), 1, sum.buffer());
            squares += sum.item();
            sum.release();
        }
        double norm = Math.sqrt(squares);
        if (norm < options.clipNorm()) return;
        for (Slot slot : slots.values()) {
            Tensor g = gradients.find(slot.weight);
            if (g == null) continue;
            g.kernels().elementwise().affine(g.buffer(), options.clipNorm() / norm, 0, g.buffer());
        }
    }
}
