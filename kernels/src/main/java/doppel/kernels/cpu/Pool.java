package doppel.kernels.cpu;

import doppel.bindings.onednn.Algorithm;
import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.Pooling;
import doppel.bindings.onednn.Window;
import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.kernels.Shape;
import java.util.List;
import java.util.Optional;

/** Plans for pooling; none where oneDNN has no fast kernel. */
final class Pool {
    private Pool() {}

    private static Window window(PoolOptions options) {
        Padding p = options.padding();
        return new Window(options.stride(), 1, p.top(), p.left(), p.bottom(), p.right());
    }

    /** The step takes x and y. */
    record Forward(Algorithm algorithm, Shape x, PoolOptions options, DataType type)
            implements Problem<Optional<Step>> {
        @Override
        public Optional<Step> plan(Planner planner) {
            MemoryDescriptor in = planner.images(x, type);
            MemoryDescriptor out = planner.images(options.outputShape(x), type);
            return planner.ifFast(() -> planner.step(
                    Pooling.forward(
                            planner.arena(),
                            planner.engine(),
                            false,
                            algorithm,
                            in,
                            out,
                            options.size(),
                            window(options),
                            Attributes.DEFAULT),
                    List.of(Argument.SOURCE, Argument.DESTINATION)));
        }
    }

    /** The step takes dy and dx. */
    record AverageBackward(Shape x, PoolOptions options, DataType type) implements Problem<Optional<Step>> {
        @Override
        public Optional<Step> plan(Planner planner) {
            MemoryDescriptor in = planner.images(x, type);
            MemoryDescriptor out = planner.images(options.outputShape(x), type);
            Algorithm average = Algorithm.AVERAGE_POOLING;
            int size = options.size();
            return planner.ifFast(() -> {
                var forward = Pooling.forward(
                        planner.arena(),
                        planner.engine(),
                        true,
                        average,
                        in,
                        out,
                        size,
                        window(options),
                        Attributes.DEFAULT.allowingSlow());
                var backward = Pooling.backward(
                        planner.arena(),
                        planner.engine(),
                        average,
                        in,
                        out,
                        size,
                        window(options),
                        forward,
                        Attributes.DEFAULT);
                return planner.step(backward, List.of(Argument.DESTINATION_GRADIENT, Argument.SOURCE_GRADIENT));
            });
        }
    }

    /** Where the maxima were is found anew, by a forward run into temporaries. */
    record MaxBackward(Shape x, PoolOptions options, DataType type) implements Problem<Optional<MaxBackward.Plan>> {
        /**
         * @param forward takes x, y and the places of the maxima
         * @param placesBytes size of the latter
         * @param backward takes dy, dx and the places
         */
        record Plan(Step forward, long placesBytes, Step backward) {}

        @Override
        public Optional<Plan> plan(Planner planner) {
            MemoryDescriptor in = planner.images(x, type);
            MemoryDescriptor out = planner.images(options.outputShape(x), type);
            Algorithm max = Algorithm.MAX_POOLING;
            int size = options.size();
            return planner.ifFast(() -> {
                var forward = Pooling.forward(
                        planner.arena(),
                        planner.engine(),
                        true,
                        max,
                        in,
                        out,
                        size,
                        window(options),
                        Attributes.DEFAULT);
                var backward = Pooling.backward(
                        planner.arena(),
                        planner.engine(),
                        max,
                        in,
                        out,
                        size,
                        window(options),
                        forward,
                        Attributes.DEFAULT);
                return new Plan(
                        planner.step(forward, List.of(Argument.SOURCE, Argument.DESTINATION, Argument.WORKSPACE)),
                        forward.argument(Argument.WORKSPACE).bytes(),
                        planner.step(
                                backward,
                                List.of(Argument.DESTINATION_GRADIENT, Argument.SOURCE_GRADIENT, Argument.WORKSPACE)));
            });
        }
    }
}
