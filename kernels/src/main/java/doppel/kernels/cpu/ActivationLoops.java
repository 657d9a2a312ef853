package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;

import doppel.kernels.Activation.Kind;
import java.util.Map;
import java.util.Objects;

/** Activations of x, and their gradients from dy and the result y; p is the slope below zero. */
final class ActivationLoops {
    private static final Map<Kind, Loops<MapLoop>> FORWARD = LoopCopy.table(Kind.class, ActivationLoops::value);
    private static final Map<Kind, Loops<PairLoop>> BACKWARD = LoopCopy.table(Kind.class, ActivationLoops::gradient);

    private ActivationLoops() {}

    static Loops<MapLoop> forward(Kind kind) {
        return Objects.requireNonNull(FORWARD.get(kind));
    }

    static Loops<PairLoop> backward(Kind kind) {
        return Objects.requireNonNull(BACKWARD.get(kind));
    }

    private static Loops<MapLoop> value(Kind kind) {
        return switch (kind) {
            case NONE -> MapLoop.of((x, p, q) -> x);
            case LEAKY_RELU -> // a blend, because a branch would mispredict
                MapLoop.of((x, p, q) -> x.mul(p).blend(x, x.compare(GT, 0)));
            case SIGMOID -> MapLoop.of((x, p, q) -> VectorMath.sigmoid(x));
            case TANH -> MapLoop.of((x, p, q) -> VectorMath.tanh(x));
        };
    }

    private static Loops<PairLoop> gradient(Kind kind) {
        return switch (kind) {
            case NONE -> PairLoop.of((dy, y, p, q) -> dy);
            case LEAKY_RELU -> PairLoop.of((dy, y, p, q) -> dy.mul(p).blend(dy, y.compare(GT, 0)));
            case SIGMOID -> PairLoop.of((dy, y, p, q) -> dy.mul(y.sub(y.mul(y))));
            case TANH -> PairLoop.of((dy, y, p, q) -> dy.sub(dy.mul(y).mul(y)));
        };
    }
}
