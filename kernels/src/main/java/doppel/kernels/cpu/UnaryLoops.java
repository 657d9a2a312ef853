package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LT;

import doppel.kernels.ElementwiseKernels.Unary;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Functions of one variable and their gradients. */
final class UnaryLoops {
    private UnaryLoops() {}

    static void forward(Unary f, MemorySegment x, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) Lanes.store(value(f, Lanes.load(x, i)), y, i);
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(value(f, Lanes.load(x, i, mask)), y, i, mask);
        }
    }

    private static FloatVector value(Unary f, FloatVector x) {
        return switch (f) {
            case ABS -> x.abs();
            case SQUARE -> x.mul(x);
            case SQRT -> x.sqrt();
            case EXP -> VectorMath.exp(x);
            case LOG -> VectorMath.log(x);
            case RECIPROCAL -> one().div(x);
            case X_COS_X -> x.mul(VectorMath.cos(x));
            case SOFTPLUS -> softplus(x);
        };
    }

    private static FloatVector softplus(FloatVector x) {
        return x.max(0).add(VectorMath.log1p(VectorMath.exp(x.abs().neg())));
    }

    static void backward(Unary f, MemorySegment dy, MemorySegment x, MemorySegment dx, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            Lanes.store(gradient(f, Lanes.load(dy, i), Lanes.load(x, i)), dx, i);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(gradient(f, Lanes.load(dy, i, mask), Lanes.load(x, i, mask)), dx, i, mask);
        }
    }

    private static FloatVector gradient(Unary f, FloatVector dy, FloatVector x) {
        return switch (f) {
            case ABS -> dy.blend(dy.neg(), x.compare(LT, 0)).blend(0, x.compare(EQ, 0));
            case SQUARE -> dy.mul(x).mul(2);
            case SQRT -> dy.div(x.sqrt()).mul(0.5f);
            case EXP -> dy.mul(VectorMath.exp(x));
            case LOG -> dy.div(x);
            case RECIPROCAL -> dy.div(x.mul(x)).neg();
            case X_COS_X -> dy.mul(VectorMath.cos(x).sub(x.mul(VectorMath.sin(x))));
            case SOFTPLUS -> dy.mul(VectorMath.sigmoid(x));
        };
    }

    private static FloatVector one() {
        return FloatVector.broadcast(Lanes.FLOATS, 1);
    }
}
