package doppel.bindings.onednn;

import doppel.bindings.gen.onednn.onednn_h;

/** What a primitive computes, where its family leaves a choice. */
public enum Algorithm {
    /** {@code x > 0 ? x : alpha * x}. */
    RELU(onednn_h.dnnl_eltwise_relu()),
    /** {@link #RELU}; its backward form takes the result instead of the input. */
    RELU_FROM_RESULT(onednn_h.dnnl_eltwise_relu_use_dst_for_bwd()),
    /** {@code 1 / (1 + exp(-x))}. */
    LOGISTIC(onednn_h.dnnl_eltwise_logistic()),
    /** {@link #LOGISTIC}; its backward form takes the result instead of the input. */
    LOGISTIC_FROM_RESULT(onednn_h.dnnl_eltwise_logistic_use_dst_for_bwd()),
    TANH(onednn_h.dnnl_eltwise_tanh()),
    /** {@link #TANH}; its backward form takes the result instead of the input. */
    TANH_FROM_RESULT(onednn_h.dnnl_eltwise_tanh_use_dst_for_bwd()),
    /** {@code alpha * x + beta}. */
    LINEAR(onednn_h.dnnl_eltwise_linear()),

    ADD(onednn_h.dnnl_binary_add()),
    SUBTRACT(onednn_h.dnnl_binary_sub()),
    MULTIPLY(onednn_h.dnnl_binary_mul()),
    DIVIDE(onednn_h.dnnl_binary_div()),
    MAX(onednn_h.dnnl_binary_max()),
    MIN(onednn_h.dnnl_binary_min()),

    /** The largest of a window. */
    MAX_POOLING(onednn_h.dnnl_pooling_max()),
    /** The mean of a window's elements without padding. */
    AVERAGE_POOLING(onednn_h.dnnl_pooling_avg_exclude_padding()),

    /** The nearest element, rounded half up. */
    NEAREST(onednn_h.dnnl_resampling_nearest()),
    /** Linear between element centres, edges repeated. */
    BILINEAR(onednn_h.dnnl_resampling_linear());

    private final int code;

    Algorithm(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
