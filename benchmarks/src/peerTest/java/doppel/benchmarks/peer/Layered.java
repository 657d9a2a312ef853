package doppel.benchmarks.peer;

import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Holds layers and losses with drawn parameters and inputs against functions of libtorch. */
record Layered(Kernels kernels, String name, long seed) {
    /** Makes a layer; what it keeps beside parameters belongs to the scope. */
    @FunctionalInterface
    interface Maker {
        Layer make(Parameters parameters, TensorScope scope);
    }

    Draw draw() {
        return new Draw(name, seed);
    }

    /** @param theirs is given the input, then the parameters, then the buffers, each in the order of their making */
    void check(Maker maker, Trial.Peer theirs, Input x) {
        check(maker, true, theirs, x);
    }

    void check(Maker maker, boolean training, Trial.Peer theirs, Input input) {
        try (TensorScope model = new TensorScope(kernels)) {
            var parameters = new Parameters(model, seed);
            Layer layer = maker.make(parameters, model);
            parameters.training(training);
            Draw d = new Draw(name + " parameters", seed);
            List<Tensor> own = new ArrayList<>(parameters.all().values());
            for (Tensor p : own) p.upload(d.weights(p.shape().sizes()).values());
            for (Tensor p : parameters.buffers().values()) {
                p.upload(d.positive(p.shape().sizes()).values());
            }
            own.addAll(parameters.buffers().values());
            try (TensorScope step = model.recording()) {
                Tensor x = input.in(step, DType.F32);
                List<Tensor> leaves = new ArrayList<>(List.of(x));
                leaves.addAll(own);
                Parity.compare(what(input.shape()), seed, 1e-4, step, leaves, () -> layer.forward(x), theirs);
            }
        }
    }

    /** A function without parameters. */
    void check(Function<Tensor[], Tensor> ours, Trial.Peer theirs, Input... inputs) {
        try (TensorScope scope = new TensorScope(kernels);
                TensorScope step = scope.recording()) {
            Tensor[] x = Arrays.stream(inputs)
                    .map(input -> input.in(step, DType.F32))
                    .toArray(Tensor[]::new);
            String what = what(Arrays.stream(inputs).map(Input::shape).toArray(Shape[]::new));
            Parity.compare(what, seed, 1e-4, step, Arrays.asList(x), () -> ours.apply(x), theirs);
        }
    }

    private String what(Shape... shapes) {
        return "%s of %s, seed %d".formatted(name, Arrays.toString(shapes), seed);
    }
}
