package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** An engine with its settings, as cuDNN proposes it; lives as long as the search that found it. */
public final class EngineConfig {
    private final MemorySegment handle;
    private final OperationGraph graph;
    private final CudnnTarget target;
    private final long engine;
    private final Set<EngineNote> notes;

    EngineConfig(MemorySegment handle, OperationGraph graph, CudnnTarget target, long engine, Set<EngineNote> notes) {
        this.handle = handle;
        this.graph = graph;
        this.target = target;
        this.engine = engine;
        this.notes = Set.copyOf(notes);
    }

    /** The engine's number among those for this kind of graph; changes between versions of cuDNN. */
    public long engine() {
        return engine;
    }

    /** What it says of itself. */
    public Set<EngineNote> notes() {
        return notes;
    }

    /**
     * Makes it ready to run, which may mean compiling it, for up to seconds.
     *
     * @throws CudnnException if this engine cannot do it after all; the next one may
     */
    public CudnnPlan build(Arena owner) {
        DescSpec plan = new DescSpec(
                        "plan of " + graph.name() + " by engine " + engine,
                        cudnn_h.CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR())
                .made("engine", cudnn_h.CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG(), handle);
        return new CudnnPlan(new DescriptorTree(owner).make(TargetSpecs.plan(target, plan)), plan.name());
    }

    @Override
    public String toString() {
        return "engine " + engine + " " + notes;
    }
}
