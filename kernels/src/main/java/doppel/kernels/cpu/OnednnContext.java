package doppel.kernels.cpu;

import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.OnednnEngine;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN for one back-end: the engine, the plans made so far, and room to work in. A plan costs 0.1 to 1 ms and is
 * kept; when there are {@value #CAPACITY} of them, more than any network needs, all are dropped and made anew as
 * needed.
 */
final class OnednnContext implements AutoCloseable {
    private static final int CAPACITY = 4096;

    private final Memory memory;
    private final Arena arena = Arena.ofShared();
    private final OnednnEngine engine;
    private final Map<Problem<?>, Object> plans = new HashMap<>();
    private Planner planner;
    private long scratchBytes;

    /** @param memory temporaries and scratch memory come from there */
    OnednnContext(Memory memory) {
        this.memory = memory;
        engine = new OnednnEngine(arena);
        planner = new Planner(engine);
    }

    /** The plan for a problem, made at the first call. */
    @SuppressWarnings("unchecked") // the map holds under each problem what that problem planned
    <P> P plan(Problem<P> problem) {
        Object plan = plans.get(problem);
        if (plan == null) {
            if (plans.size() >= CAPACITY) dropPlans();
            plan = problem.plan(planner);
            plans.put(problem, plan);
        }
        return (P) plan;
    }

    private void dropPlans() {
        plans.clear();
        planner.close();
        planner = new Planner(engine);
    }

    /** oneDNN's name of a buffer's type: f32 or bf16. */
    static DataType type(Buffer buffer) {
        return switch (Storage.of(buffer)) {
            case F32 -> DataType.F32;
            case BF16 -> DataType.BF16;
        };
    }

    /** Runs a step on its arguments, without the scratchpad, which is added here. */
    void run(Step step, MemorySegment... data) {
        MemorySegment[] all = Arrays.copyOf(data, data.length + 1);
        if (step.scratchBytes() == 0) {
            all[data.length] = MemorySegment.NULL;
            step.primitive().execute(all);
            return;
        }
        // always the largest size met, so that all steps share one block of the pool
        scratchBytes = Math.max(scratchBytes, step.scratchBytes());
        try (Temporary scratch = temporary(scratchBytes)) {
            all[data.length] = scratch.segment();
            step.primitive().execute(all);
        }
    }

    /** An operand as a primitive wants it: itself, or a copy in memory from the pool. */
    Prepared prepare(Preparation preparation, MemorySegment operand) {
        if (preparation.copy().isEmpty()) return new Prepared(operand, null);
        Temporary copy = temporary(preparation.bytes());
        run(preparation.copy().get(), operand, copy.segment());
        return new Prepared(copy.segment(), copy);
    }

    /** Computes a result where it is wanted, or in memory from the pool and copies it from there. */
    void deliver(Delivery delivery, MemorySegment target, Consumer<MemorySegment> result) {
        if (delivery.copy().isEmpty()) {
            result.accept(target);
            return;
        }
        try (Temporary given = temporary(delivery.bytes())) {
            result.accept(given.segment());
            run(delivery.copy().get(), given.segment(), target);
        }
    }

    /** An operand of one call. */
    record Prepared(MemorySegment segment, @Nullable Temporary copy) implements AutoCloseable {
        @Override
        public void close() {
            if (copy != null) copy.close();
        }
    }

    /** Memory from the pool, given back on close. */
    Temporary temporary(long bytes) {
        int lines = Math.toIntExact((bytes + 63) / 64);
        return new Temporary(memory, memory.allocate(new Shape(lines, 64), DType.U8));
    }

    /** Memory of one call. */
    record Temporary(Memory memory, Buffer buffer) implements AutoCloseable {
        MemorySegment segment() {
            return buffer.segment();
        }

        @Override
        public void close() {
            memory.release(buffer);
        }
    }

    @Override
    public void close() {
        planner.close();
        arena.close();
    }
}
