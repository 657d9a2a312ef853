package doppel.benchmarks.peer;

import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * DeepFaceLab's RMSprop and AdaBelief, and Adam, by libtorch's operations in place, one weight after the other; a
 * gradient is freed when its weight has moved. What PyTorch's own {@code foreach} optimizers do on a CPU, with no more
 * than one weight's temporaries.
 */
final class TorchOptimizer implements AutoCloseable {
    private record Slot(Tensor weight, List<Tensor> moments) {}

    private final OptimizerOptions options;
    private final List<Slot> slots = new ArrayList<>();
    private double steps;

    /** @throws IllegalArgumentException if the options ask for more than the bare rule */
    TorchOptimizer(OptimizerOptions options, TorchWeights weights) {
        if (!options.equals(OptimizerOptions.of(options.rule(), options.rate()))) {
            throw new IllegalArgumentException("optimizer: wanted a bare rule, got " + options);
        }
        this.options = options;
        for (Tensor weight : weights.all().values()) {
            List<Tensor> moments = new ArrayList<>();
            for (int i = 0; i < options.rule().moments().size(); i++) {
                moments.add(Libtorch.only(() -> torch.zeros_like(weight.detach())));
            }
            slots.add(new Slot(weight, moments));
        }
    }

    /** Moves every weight that has a gradient. */
    void step() {
        steps++;
        try (NoGradGuard _ = new NoGradGuard()) {
            for (Slot slot : slots) {
                try (PointerScope _ = new PointerScope()) {
                    Tensor g = slot.weight.grad();
                    if (!g.defined()) continue;
                    move(slot, g);
                    slot.weight.mutable_grad().reset();
                }
            }
        }
    }

    private void move(Slot slot, Tensor g) {
        Tensor w = slot.weight;
        Tensor first = slot.moments.getFirst();
        Tensor last = slot.moments.getLast();
        double rate = options.rate();
        switch (options.rule()) {
            case UpdateRule.RmsProp(double rho, double epsilon) -> {
                first.mul_(new Scalar(rho)).addcmul_(g, g, new Scalar(1 - rho));
                w.addcdiv_(g, first.sqrt().add_(new Scalar(epsilon)), new Scalar(-rate));
            }
            case UpdateRule.AdaBelief(double beta1, double beta2, double epsilon) -> {
                first.lerp_(g, new Scalar(1 - beta1));
                Tensor apart = g.sub(first);
                last.mul_(new Scalar(beta2)).addcmul_(apart, apart, new Scalar(1 - beta2));
                torch.sqrt_out(apart, last);
                w.addcdiv_(first, apart.add_(new Scalar(epsilon)), new Scalar(-rate));
            }
            case UpdateRule.Adam(double beta1, double beta2, double epsilon) -> {
                first.lerp_(g, new Scalar(1 - beta1));
                last.mul_(new Scalar(beta2)).addcmul_(g, g, new Scalar(1 - beta2));
                double root = Math.sqrt(1 - Math.pow(beta2, steps));
                Tensor divisor = last.sqrt().div_(new Scalar(root)).add_(new Scalar(epsilon));
                w.addcdiv_(first, divisor, new Scalar(-rate / (1 - Math.pow(beta1, steps))));
            }
        }
    }

    @Override
    public void close() {
        for (Slot slot : slots) slot.moments.forEach(Tensor::close);
    }
}
