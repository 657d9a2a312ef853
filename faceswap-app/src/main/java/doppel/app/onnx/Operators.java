package doppel.app.onnx;

import static java.util.Map.entry;

import doppel.kernels.Activation;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.tensor.ops.Add;
import doppel.tensor.ops.Divide;
import doppel.tensor.ops.Multiply;
import doppel.tensor.ops.Subtract;
import java.util.Map;

/** The operators that can run, by their ONNX names. */
final class Operators {
    static final Map<String, Operator> TABLE = Map.ofEntries(
            entry("Conv", Convolution::prepare),
            entry("BatchNormalization", Normalization::prepare),
            entry("Gemm", Products::gemm),
            entry("MatMul", Products::matMul),
            entry("MaxPool", Pooling::max),
            entry("AveragePool", Pooling::average),
            entry("GlobalAveragePool", Pooling::globalAverage),
            entry("ReduceMean", Reductions::mean),
            entry("Resize", Resampling::resize),
            entry("Upsample", Resampling::upsample),
            entry("Relu", Elementwise.of(Activation.RELU)),
            entry("Sigmoid", Elementwise.of(Activation.SIGMOID)),
            entry("Tanh", Elementwise.of(Activation.TANH)),
            entry("LeakyRelu", Elementwise::leakyRelu),
            entry("PRelu", Elementwise::pRelu),
            entry("Clip", Elementwise::clip),
            entry("Abs", Elementwise.of(Unary.ABS)),
            entry("Sqrt", Elementwise.of(Unary.SQRT)),
            entry("Exp", Elementwise.of(Unary.EXP)),
            entry("Log", Elementwise.of(Unary.LOG)),
            entry("Reciprocal", Elementwise.of(Unary.RECIPROCAL)),
            entry("Softplus", Elementwise.of(Unary.SOFTPLUS)),
            entry("Neg", Elementwise.negation()),
            entry("Add", Elementwise.binary(new Add(), Long::sum)),
            entry("Sub", Elementwise.binary(new Subtract(), (a, b) -> a - b)),
            entry("Mul", Elementwise.binary(new Multiply(), (a, b) -> a * b)),
            entry("Div", Elementwise.binary(new Divide(), HostArithmetic::divide)),
            entry("Shape", Shaping::shape),
            entry("Reshape", Shaping::reshape),
            entry("Flatten", Shaping::flatten),
            entry("Squeeze", Shaping::squeeze),
            entry("Unsqueeze", Shaping::unsqueeze),
            entry("Transpose", Shaping::transpose),
            entry("Concat", Shaping::concat),
            entry("Slice", Cutting::slice),
            entry("Pad", Cutting::pad),
            entry("Gather", HostLists::gather),
            entry("Cast", HostLists::cast),
            entry("Identity", setup -> run -> run.value(0)),
            entry("Dropout", setup -> run -> run.value(0)));

    private Operators() {}
}
