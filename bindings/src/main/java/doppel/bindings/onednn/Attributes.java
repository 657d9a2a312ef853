package doppel.bindings.onednn;

import doppel.bindings.gen.onednn.onednn_h;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * How a primitive is to be built. Its scratchpad is always the caller's, see {@link Argument#SCRATCHPAD}: one buffer
 * serves all primitives of a stream.
 *
 * @param postOps done to the result, in this order
 * @param slow whether unoptimised implementations are accepted
 */
public record Attributes(List<PostOp> postOps, boolean slow) {
    /** Nothing fused, optimised kernels only. */
    public static final Attributes DEFAULT = new Attributes(List.of(), false);

    public Attributes {
        postOps = List.copyOf(postOps);
    }

    /** A copy with these post-ops. */
    public Attributes with(List<PostOp> postOps) {
        return new Attributes(postOps, slow);
    }

    /** A copy that accepts unoptimised implementations. */
    public Attributes allowingSlow() {
        return new Attributes(postOps, true);
    }

    /** The native form; creating a descriptor copies it. */
    MemorySegment allocate(Arena call) {
        MemorySegment attributes = Owned.by(
                call, OnednnCalls.createAttributes(), "onednn attributes", this, OnednnCalls::destroyAttributes);
        OnednnCalls.setScratchpadMode(attributes, onednn_h.dnnl_scratchpad_mode_user());
        if (postOps.isEmpty()) return attributes;
        MemorySegment chain =
                Owned.by(call, OnednnCalls.createPostOps(), "onednn post-ops", this, OnednnCalls::destroyPostOps);
        for (PostOp op : postOps) {
            switch (op) {
                case PostOp.Eltwise(Algorithm algorithm, float alpha, float beta) ->
                    OnednnCalls.appendEltwise(chain, algorithm.code(), alpha, beta);
                case PostOp.Sum(float scale) -> OnednnCalls.appendSum(chain, scale);
                case PostOp.Binary(Algorithm algorithm, MemoryDescriptor operand) ->
                    OnednnCalls.appendBinary(chain, algorithm.code(), operand.handle());
            }
        }
        OnednnCalls.setPostOps(attributes, chain);
        return attributes;
    }
}
