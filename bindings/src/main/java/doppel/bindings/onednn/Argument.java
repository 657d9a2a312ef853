package doppel.bindings.onednn;

import doppel.bindings.gen.onednn.onednn_h;

/**
 * The role of a tensor in the execution of a primitive.
 *
 * @param id oneDNN's number for it
 */
public record Argument(int id) {
    public static final Argument SOURCE = new Argument(onednn_h.DNNL_ARG_SRC());
    /** Second operand of binary primitives. */
    public static final Argument SOURCE_1 = new Argument(onednn_h.DNNL_ARG_SRC_1());

    public static final Argument WEIGHTS = new Argument(onednn_h.DNNL_ARG_WEIGHTS());
    public static final Argument BIAS = new Argument(onednn_h.DNNL_ARG_BIAS());
    public static final Argument DESTINATION = new Argument(onednn_h.DNNL_ARG_DST());
    public static final Argument SOURCE_GRADIENT = new Argument(onednn_h.DNNL_ARG_DIFF_SRC());
    public static final Argument WEIGHTS_GRADIENT = new Argument(onednn_h.DNNL_ARG_DIFF_WEIGHTS());
    public static final Argument BIAS_GRADIENT = new Argument(onednn_h.DNNL_ARG_DIFF_BIAS());
    public static final Argument DESTINATION_GRADIENT = new Argument(onednn_h.DNNL_ARG_DIFF_DST());
    /** What a forward primitive keeps for its backward one. */
    public static final Argument WORKSPACE = new Argument(onednn_h.DNNL_ARG_WORKSPACE());
    /** Room that is needed during an execution only. */
    public static final Argument SCRATCHPAD = new Argument(onednn_h.DNNL_ARG_SCRATCHPAD());

    /** The operand of a {@link PostOp.Binary}, by its place among all post-ops, from 0. */
    public static Argument ofPostOp(int index) {
        return new Argument(onednn_h.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE() * (index + 1) | onednn_h.DNNL_ARG_SRC_1());
    }
}
