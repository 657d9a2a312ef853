package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import org.jspecify.annotations.Nullable;

/** What is said of the card to each descriptor that asks for it. */
final class TargetSpecs {
    private TargetSpecs() {}

    static DescSpec graph(CudnnTarget target, DescSpec graph) {
        return add(target, graph, cudnn_h.CUDNN_ATTR_OPERATIONGRAPH_HANDLE(), null);
    }

    static DescSpec heuristic(CudnnTarget target, DescSpec heuristic) {
        return add(target, heuristic, null, cudnn_h.CUDNN_ATTR_ENGINEHEUR_DEVICEPROP());
    }

    static DescSpec plan(CudnnTarget target, DescSpec plan) {
        return add(
                target,
                plan,
                cudnn_h.CUDNN_ATTR_EXECUTION_PLAN_HANDLE(),
                cudnn_h.CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP());
    }

    private static DescSpec add(
            CudnnTarget target, DescSpec spec, @Nullable Integer handle, @Nullable Integer properties) {
        return switch (target) {
            case CudnnHandle card ->
                // since 9.8 the current card is meant without being named
                handle != null && CudnnCalls.version() < Cudnn.WITHOUT_HANDLE
                        ? spec.handle("handle", handle, card.handle())
                        : spec;
            case DeviceProperties described ->
                properties != null ? spec.part("card", properties, described.spec()) : spec;
        };
    }
}
