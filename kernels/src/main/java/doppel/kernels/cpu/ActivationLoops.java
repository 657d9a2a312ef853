package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;

import doppel.kernels.Activation;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Activations and their gradients; the kind is constant in a loop, so its switch costs next to nothing. */
final class ActivationLoops {
    private ActivationLoops() {}

    static void forward(Activation activation, MemorySegment x, MemorySegment y, int n) {
        Activation.Kind kind = activation.kind();
        float slope = activation.slope();
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            Lanes.store(value(kind, slope, Lanes.load(x, i)), y, i);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(value(kind, slope, Lanes.load(x, i, mask)), y, i, mask);
        }
    }

    private static FloatVector value(Activation.Kind kind, float slope, FloatVector x) {
        return switch (kind) {
            case NONE -> x;
            case LEAKY_RELU -> x.mul(slope).blend(x, x.compare(GT, 0)); // a branch would mispredict
            case SIGMOID -> VectorMath.sigmoid(x);
            case TANH -> VectorMath.tanh(x);
        };
    }

    static void backward(Activation activation, MemorySegment dy, MemorySegment y, MemorySegment dx, int n) {
        Activation.Kind kind = activation.kind();
        float slope = activation.slope();
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            Lanes.store(gradient(kind, slope, Lanes.load(dy, i), Lanes.load(y, i)), dx, i);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(gradient(kind, slope, Lanes.load(dy, i, mask), Lanes.load(y, i, mask)), dx, i, mask);
        }
    }

    private static FloatVector gradient(Activation.Kind kind, float slope, FloatVector dy, FloatVector y) {
        return switch (kind) {
            case NONE -> dy;
            case LEAKY_RELU -> dy.mul(slope).blend(dy, y.compare(GT, 0));
            case SIGMOID -> dy.mul(y.sub(y.mul(y)));
            case TANH -> dy.sub(dy.mul(y).mul(y));
        };
    }
}
