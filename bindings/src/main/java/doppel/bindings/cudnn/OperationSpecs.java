package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.util.List;

/** Operations in cuDNN's words. */
final class OperationSpecs {
    private OperationSpecs() {}

    /** A graph of operations; which follows which is said by the tensors they share. */
    static DescSpec of(OperationGraph graph) {
        List<DescSpec> operations =
                graph.operations().stream().map(OperationSpecs::of).toList();
        return new DescSpec(graph.name(), cudnn_h.CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR())
                .parts("operations", cudnn_h.CUDNN_ATTR_OPERATIONGRAPH_OPS(), operations);
    }

    private static DescSpec of(CudnnOperation operation) {
        return switch (operation) {
            case CudnnOperation.Convolution(var x, var w, var y, var shape) ->
                new DescSpec("conv", cudnn_h.CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR())
                        .real("alpha", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA(), 1)
                        .real("beta", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA(), 0)
                        .part("window", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC(), shape.spec())
                        .part("w", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W(), w.spec())
                        .part("x", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X(), x.spec())
                        .part("y", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y(), y.spec());
            case CudnnOperation.DataGradient(var dy, var w, var dx, var shape) ->
                new DescSpec("data gradient", cudnn_h.CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR())
                        .real("alpha", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA(), 1)
                        .real("beta", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA(), 0)
                        .part("window", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC(), shape.spec())
                        .part("w", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W(), w.spec())
                        .part("dx", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX(), dx.spec())
                        .part("dy", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY(), dy.spec());
            case CudnnOperation.WeightGradient(var x, var dy, var dw, var shape, boolean adds) ->
                new DescSpec(
                                "weight gradient",
                                cudnn_h.CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR())
                        .real("alpha", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA(), 1)
                        .real("beta", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA(), adds ? 1 : 0)
                        .part("window", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC(), shape.spec())
                        .part("dw", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW(), dw.spec())
                        .part("x", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X(), x.spec())
                        .part("dy", cudnn_h.CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY(), dy.spec());
            case CudnnOperation.Sum(var a, var b, var y) ->
                pointwise("sum", mode(cudnn_h.CUDNN_POINTWISE_ADD()))
                        .part("a", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_XDESC(), a.spec())
                        .part("b", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_BDESC(), b.spec())
                        .part("y", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_YDESC(), y.spec());
            case CudnnOperation.LeakyRelu(var x, double slope, var y) ->
                pointwise("leaky relu", mode(cudnn_h.CUDNN_POINTWISE_RELU_FWD(), slope))
                        .part("x", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_XDESC(), x.spec())
                        .part("y", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_YDESC(), y.spec());
            case CudnnOperation.LeakyReluGradient(var x, double slope, var dy, var dx) ->
                pointwise("leaky relu gradient", mode(cudnn_h.CUDNN_POINTWISE_RELU_BWD(), slope))
                        .part("x", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_XDESC(), x.spec())
                        .part("dy", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_DYDESC(), dy.spec())
                        .part("dx", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_DXDESC(), dx.spec());
            case CudnnOperation.Sigmoid(var x, var y) ->
                pointwise("sigmoid", mode(cudnn_h.CUDNN_POINTWISE_SIGMOID_FWD()))
                        .part("x", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_XDESC(), x.spec())
                        .part("y", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_YDESC(), y.spec());
            case CudnnOperation.Reduction(var x, var y) ->
                new DescSpec("reduction", cudnn_h.CUDNN_BACKEND_OPERATION_REDUCTION_DESCRIPTOR())
                        .part("operator", cudnn_h.CUDNN_ATTR_OPERATION_REDUCTION_DESC(), addition())
                        .part("x", cudnn_h.CUDNN_ATTR_OPERATION_REDUCTION_XDESC(), x.spec())
                        .part("y", cudnn_h.CUDNN_ATTR_OPERATION_REDUCTION_YDESC(), y.spec());
        };
    }

    private static DescSpec mode(int mode) {
        return new DescSpec("pointwise", cudnn_h.CUDNN_BACKEND_POINTWISE_DESCRIPTOR())
                .choice("mode", cudnn_h.CUDNN_ATTR_POINTWISE_MODE(), cudnn_h.CUDNN_TYPE_POINTWISE_MODE(), mode)
                .type("arithmetic", cudnn_h.CUDNN_ATTR_POINTWISE_MATH_PREC(), CudnnType.F32);
    }

    private static DescSpec mode(int mode, double slope) {
        return mode(mode).real("slope", cudnn_h.CUDNN_ATTR_POINTWISE_RELU_LOWER_CLIP_SLOPE(), slope);
    }

    private static DescSpec pointwise(String name, DescSpec mode) {
        return new DescSpec(name, cudnn_h.CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR())
                .part("pointwise", cudnn_h.CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR(), mode);
    }

    private static DescSpec addition() {
        return new DescSpec("add", cudnn_h.CUDNN_BACKEND_REDUCTION_DESCRIPTOR())
                .choice(
                        "operator",
                        cudnn_h.CUDNN_ATTR_REDUCTION_OPERATOR(),
                        cudnn_h.CUDNN_TYPE_REDUCTION_OPERATOR_TYPE(),
                        cudnn_h.CUDNN_REDUCE_TENSOR_ADD())
                .type("sums", cudnn_h.CUDNN_ATTR_REDUCTION_COMP_TYPE(), CudnnType.F32);
    }
}
