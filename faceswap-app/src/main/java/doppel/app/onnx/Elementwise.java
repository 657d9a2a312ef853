package doppel.app.onnx;

import doppel.kernels.Activation;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Activate;
import doppel.tensor.ops.Add;
import doppel.tensor.ops.Affine;
import doppel.tensor.ops.Clamp;
import doppel.tensor.ops.Map;
import doppel.tensor.ops.Multiply;
import doppel.tensor.ops.Subtract;
import java.io.IOException;
import java.util.function.LongBinaryOperator;

/** Operators on each element alone, with broadcasting; whole numbers are worked out on the host. */
final class Elementwise {
    private Elementwise() {}

    /** {@code y = f(x)}. */
    static Operator of(Op f) {
        return setup -> run -> {
            GraphTensor x = run.tensor(0);
            return x.like(run.apply(f, x.tensor()));
        };
    }

    /** {@code y = f(x)}. */
    static Operator of(Unary f) {
        return of(new Map(f));
    }

    /** {@code y = act(x)}. */
    static Operator of(Activation activation) {
        return of(new Activate(activation));
    }

    /** {@code y = -x}. */
    static Operator negation() {
        return of(new Affine(-1, 0));
    }

    /** {@code y = f(a, b)}. */
    static Operator binary(Op f, LongBinaryOperator onHost) {
        return setup -> run -> {
            if (run.value(0) instanceof OnnxTensor.Wholes a && run.value(1) instanceof OnnxTensor.Wholes b) {
                return HostArithmetic.binary(a, b, onHost);
            }
            return broadcast(run, f, run.tensor(0), run.tensor(1));
        };
    }

    private static GraphTensor broadcast(NodeRun run, Op f, GraphTensor a, GraphTensor b) {
        int rank = Math.max(a.rank(), b.rank());
        GraphTensor left = a.withRank(run.scope(), rank);
        GraphTensor right = b.withRank(run.scope(), rank);
        boolean leftIsLarger = left.shape().elements() >= right.shape().elements();
        int[] order = (leftIsLarger ? left : right).order(); // the smaller one is moved
        Tensor y = run.apply(
                f,
                left.inOrder(run.scope(), order).tensor(),
                right.inOrder(run.scope(), order).tensor());
        return GraphTensor.stored(y, order);
    }

    static Step leakyRelu(NodeSetup setup) throws IOException {
        float slope = setup.node().real("alpha", 0.01f);
        setup.demand(slope >= 0, "alpha " + slope);
        return of(Activation.leakyRelu(slope)).prepare(setup);
    }

    /** {@code y = x} above zero, {@code slope * x} below, the slope being broadcast. */
    static Step pRelu(NodeSetup setup) throws IOException {
        if (setup.constant(1) instanceof OnnxTensor.Reals slope && slope.length() == 1 && slope.values()[0] >= 0) {
            return of(Activation.leakyRelu(slope.values()[0])).prepare(setup);
        }
        return run -> {
            GraphTensor x = run.tensor(0);
            GraphTensor positive = x.like(run.apply(new Activate(Activation.RELU), x.tensor()));
            GraphTensor negative = x.like(run.apply(new Subtract(), x.tensor(), positive.tensor()));
            GraphTensor bent = broadcast(run, new Multiply(), negative, run.tensor(1));
            return broadcast(run, new Add(), positive, bent);
        };
    }

    /** {@code y = min(max(x, low), high)}; the bounds are attributes up to operator set 10, inputs later. */
    static Step clip(NodeSetup setup) throws IOException {
        float low = bound(setup, "min", 1, -Float.MAX_VALUE);
        float high = bound(setup, "max", 2, Float.MAX_VALUE);
        return of(new Clamp(low, high)).prepare(setup);
    }

    private static float bound(NodeSetup setup, String attribute, int input, float otherwise) throws IOException {
        OnnxTensor.Reals given = setup.optionalWeights(input);
        if (given == null) return setup.node().real(attribute, otherwise);
        if (given.length() != 1) throw new IllegalArgumentException("bound " + given);
        return given.values()[0];
    }
}
