package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.ElementwiseKernels.Unary;
import java.util.Map;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;

/** Functions of one variable, their gradients from dy and x, and functions of two variables. */
final class FunctionLoops {
    private static final Map<Unary, Loops<MapLoop>> UNARY = LoopCopy.table(Unary.class, FunctionLoops::value);
    private static final Map<Unary, Loops<PairLoop>> BACKWARD = LoopCopy.table(Unary.class, FunctionLoops::gradient);
    private static final Map<Binary, Loops<PairLoop>> BINARY = LoopCopy.table(Binary.class, FunctionLoops::value);

    private FunctionLoops() {}

    static Loops<MapLoop> unary(Unary f) {
        return Objects.requireNonNull(UNARY.get(f));
    }

    static Loops<PairLoop> unaryBackward(Unary f) {
        return Objects.requireNonNull(BACKWARD.get(f));
    }

    static Loops<PairLoop> binary(Binary f) {
        return Objects.requireNonNull(BINARY.get(f));
    }

    private static Loops<MapLoop> value(Unary f) {
        return switch (f) {
            case ABS -> MapLoop.of((x, p, q) -> x.abs());
            case SQUARE -> MapLoop.of((x, p, q) -> x.mul(x));
            case SQRT -> MapLoop.of((x, p, q) -> x.sqrt());
            case EXP -> MapLoop.of((x, p, q) -> VectorMath.exp(x));
            case LOG -> MapLoop.of((x, p, q) -> VectorMath.log(x));
            case RECIPROCAL ->
                MapLoop.of((x, p, q) -> FloatVector.broadcast(Lanes.FLOATS, 1).div(x));
            case X_COS_X -> MapLoop.of((x, p, q) -> x.mul(VectorMath.cos(x)));
            case SOFTPLUS ->
                MapLoop.of((x, p, q) ->
                        x.max(0).add(VectorMath.log1p(VectorMath.exp(x.abs().neg()))));
        };
    }

    private static Loops<PairLoop> gradient(Unary f) {
        return switch (f) {
            case ABS ->
                PairLoop.of(
                        (dy, x, p, q) -> dy.blend(dy.neg(), x.compare(LT, 0)).blend(0, x.compare(EQ, 0)));
            case SQUARE -> PairLoop.of((dy, x, p, q) -> dy.mul(x).mul(2));
            case SQRT -> PairLoop.of((dy, x, p, q) -> dy.div(x.sqrt()).mul(0.5f));
            case EXP -> PairLoop.of((dy, x, p, q) -> dy.mul(VectorMath.exp(x)));
            case LOG -> PairLoop.of((dy, x, p, q) -> dy.div(x));
            case RECIPROCAL -> PairLoop.of((dy, x, p, q) -> dy.div(x.mul(x)).neg());
            case X_COS_X ->
                PairLoop.of((dy, x, p, q) -> dy.mul(VectorMath.cos(x).sub(x.mul(VectorMath.sin(x)))));
            case SOFTPLUS -> PairLoop.of((dy, x, p, q) -> dy.mul(VectorMath.sigmoid(x)));
        };
    }

    private static Loops<PairLoop> value(Binary f) {
        return switch (f) {
            case ADD -> PairLoop.of((a, b, p, q) -> a.add(b));
            case SUBTRACT -> PairLoop.of((a, b, p, q) -> a.sub(b));
            case MULTIPLY -> PairLoop.of((a, b, p, q) -> a.mul(b));
            case DIVIDE -> PairLoop.of((a, b, p, q) -> a.div(b));
            case MAX -> PairLoop.of((a, b, p, q) -> a.max(b));
            case MIN -> PairLoop.of((a, b, p, q) -> a.min(b));
            case GREATER_OR_EQUAL ->
                PairLoop.of((a, b, p, q) -> FloatVector.zero(Lanes.FLOATS).blend(1, a.compare(GE, b)));
        };
    }
}
