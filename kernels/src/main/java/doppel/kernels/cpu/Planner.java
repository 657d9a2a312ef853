package doppel.kernels.cpu;

import doppel.bindings.lifetime.NativeLedger;
import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.OnednnEngine;
import doppel.bindings.onednn.OnednnException;
import doppel.bindings.onednn.Primitive;
import doppel.bindings.onednn.PrimitiveDescriptor;
import doppel.bindings.onednn.Reorder;
import doppel.bindings.onednn.SlowImplementationException;
import doppel.kernels.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes plans and owns them: closing it destroys all. */
final class Planner implements AutoCloseable {
    private final OnednnEngine engine;
    private final Arena arena = Arena.ofShared();
    private final NativeLedger.Ticket ticket = NativeLedger.open(arena, "onednn plans of", "cpu");

    Planner(OnednnEngine engine) {
        this.engine = engine;
    }

    Arena arena() {
        return arena;
    }

    OnednnEngine engine() {
        return engine;
    }

    /** A primitive that takes these arguments, and its scratchpad after them. */
    Step step(PrimitiveDescriptor descriptor, List<Argument> arguments) {
        List<Argument> all = new ArrayList<>(arguments);
        all.add(Argument.SCRATCHPAD);
        return new Step(new Primitive(arena, engine, descriptor, all), descriptor.scratchpadBytes());
    }

    /** A plan, or nothing if oneDNN has no optimised kernel for it. */
    <P> Optional<P> ifFast(Supplier<P> plan) {
        try {
            return Optional.of(plan.get());
        } catch (SlowImplementationException e) {
            return Optional.empty();
        } catch (OnednnException e) {
            if (e.status() == OnednnException.Status.UNIMPLEMENTED) return Optional.empty();
            throw e;
        }
    }

    /** A copy from one type and layout to another; none if they are the same. */
    Preparation prepare(MemoryDescriptor from, MemoryDescriptor to) {
        return new Preparation(from.sameAs(to) ? Optional.empty() : Optional.of(copy(from, to)), to.bytes());
    }

    /** The opposite of {@link #prepare}: from what a primitive gives to ours. */
    Delivery deliver(MemoryDescriptor given, MemoryDescriptor ours) {
        return new Delivery(given.sameAs(ours) ? Optional.empty() : Optional.of(copy(given, ours)), given.bytes());
    }

    /** A copy from one layout to another. */
    Step copy(MemoryDescriptor from, MemoryDescriptor to) {
        var descriptor = Reorder.of(arena, engine, from, to, Attributes.DEFAULT);
        return step(descriptor, List.of(Argument.SOURCE, Argument.DESTINATION));
    }

    /** An image batch {@code [n, h, w, c]} as oneDNN sees it. */
    MemoryDescriptor images(Shape x, DataType type) {
        return MemoryDescriptor.channelsLast(arena, type, x.size(0), x.size(3), x.size(1), x.size(2));
    }

    /** A vector. */
    MemoryDescriptor vector(long size, DataType type) {
        return MemoryDescriptor.dense(arena, type, size);
    }

    @Override
    public void close() {
        arena.close();
        ticket.close();
    }
}
