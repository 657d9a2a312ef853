package doppel.bindings.cudnn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A graph ready to run on one kind of card. */
public final class CudnnPlan {
    private final MemorySegment handle;
    private final String name;
    private final long workspaceBytes;

    CudnnPlan(MemorySegment handle, String name) {
        this.handle = handle;
        this.name = name;
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_LONG);
            CudnnCalls.getAttribute(
                    handle,
                    cudnn_h.CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE(),
                    cudnn_h.CUDNN_TYPE_INT64(),
                    1,
                    out,
                    "workspace of " + name);
            workspaceBytes = out.get(JAVA_LONG, 0);
        }
    }

    /**
     * A plan that was written by {@link #toJson} of the same version of cuDNN for the same kind of card.
     *
     * @param name for messages
     * @throws CudnnException if version or card differ
     */
    public static CudnnPlan fromJson(Arena owner, String json, CudnnTarget target, String name) {
        DescSpec plan = new DescSpec("plan of " + name, cudnn_h.CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR())
                .text("json", cudnn_h.CUDNN_ATTR_EXECUTION_PLAN_JSON_REPRESENTATION(), json);
        return new CudnnPlan(new DescriptorTree(owner).make(TargetSpecs.plan(target, plan)), plan.name());
    }

    /** All of it, the compiled kernel included. */
    public String toJson() {
        int attribute = cudnn_h.CUDNN_ATTR_EXECUTION_PLAN_JSON_REPRESENTATION();
        return CudnnCalls.getText(handle, attribute, "json of " + name);
    }

    /** Bytes of the card's memory that a run works in; may be an odd number. */
    public long workspaceBytes() {
        return workspaceBytes;
    }

    /** Queues a run on the stream of a handle. */
    public void execute(CudnnHandle cudnn, VariantPack pack) {
        CudnnCalls.execute(cudnn.handle(), handle, pack.handle(), name);
    }

    @Override
    public String toString() {
        return name;
    }
}
