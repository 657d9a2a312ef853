package doppel.kernels.cpu;

import doppel.bindings.onednn.Algorithm;
import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.Resampling;
import doppel.kernels.Shape;
import java.util.List;
import java.util.Optional;

/** Plans for changes of size; none where oneDNN has no fast kernel. */
final class Resize {
    private Resize() {}

    /** The step takes x and y. */
    record Forward(Algorithm algorithm, Shape x, Shape y, DataType type) implements Problem<Optional<Step>> {
        @Override
        public Optional<Step> plan(Planner planner) {
            MemoryDescriptor in = planner.images(x, type);
            MemoryDescriptor out = planner.images(y, type);
            return planner.ifFast(() -> planner.step(
                    Resampling.forward(planner.arena(), planner.engine(), algorithm, in, out, Attributes.DEFAULT),
                    List.of(Argument.SOURCE, Argument.DESTINATION)));
        }
    }

    /** The step takes dy and dx. */
    record Backward(Algorithm algorithm, Shape x, Shape y, DataType type) implements Problem<Optional<Step>> {
        @Override
        public Optional<Step> plan(Planner planner) {
            MemoryDescriptor in = planner.images(x, type);
            MemoryDescriptor out = planner.images(y, type);
            return planner.ifFast(() -> {
                var forward = Resampling.forward(
                        planner.arena(), planner.engine(), algorithm, in, out, Attributes.DEFAULT.allowingSlow());
                var backward = Resampling.backward(
                        planner.arena(), planner.engine(), algorithm, in, out, forward, Attributes.DEFAULT);
                return planner.step(backward, List.of(Argument.DESTINATION_GRADIENT, Argument.SOURCE_GRADIENT));
            });
        }
    }
}
