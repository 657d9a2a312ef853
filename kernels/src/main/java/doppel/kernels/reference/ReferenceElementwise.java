package doppel.kernels.reference;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.ElementwiseKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Elements;

/** Each element alone, by the formulas of {@link ElementwiseKernels}. */
final class ReferenceElementwise implements ElementwiseKernels {
    @Override
    public void activate(Buffer x, Activation activation, Buffer y) {
        Checks.same("activate", x, y);
        for (long i = 0; i < y.elements(); i++) Elements.set(y, i, activate(activation, Elements.get(x, i)));
    }

    /** y from x. */
    static double activate(Activation activation, double x) {
        return switch (activation.kind()) {
            case NONE -> x;
            case LEAKY_RELU -> x > 0 ? x : activation.slope() * x;
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
        };
    }

    @Override
    public void activateBackward(Buffer dy, Buffer y, Activation activation, Buffer dx) {
        Checks.same("activate backward", dy, y, dx);
        for (long i = 0; i < dx.elements(); i++) {
            Elements.set(dx, i, Elements.get(dy, i) * slope(activation, Elements.get(y, i)));
        }
    }

    /** dy/dx from y. */
    static double slope(Activation activation, double y) {
        return switch (activation.kind()) {
            case NONE -> 1;
            case LEAKY_RELU -> y > 0 ? 1 : activation.slope();
            case SIGMOID -> y * (1 - y);
            case TANH -> 1 - y * y;
        };
    }

    @Override
    public void unary(Unary f, Buffer x, Buffer y) {
        Checks.same(Checks.name(f), x, y);
        for (long i = 0; i < y.elements(); i++) Elements.set(y, i, apply(f, Elements.get(x, i)));
    }

    private static double apply(Unary f, double x) {
        return switch (f) {
            case ABS -> Math.abs(x);
            case SQUARE -> x * x;
            case SQRT -> Math.sqrt(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case RECIPROCAL -> 1 / x;
            case X_COS_X -> x * Math.cos(x);
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        };
    }

    @Override
    public void unaryBackward(Unary f, Buffer dy, Buffer x, Buffer dx) {
        Checks.same(Checks.name(f) + " backward", dy, x, dx);
        for (long i = 0; i < dx.elements(); i++) {
            Elements.set(dx, i, Elements.get(dy, i) * derivative(f, Elements.get(x, i)));
        }
    }

    private static double derivative(Unary f, double x) {
        return switch (f) {
            case ABS -> Math.signum(x);
            case SQUARE -> 2 * x;
            case SQRT -> 0.5 / Math.sqrt(x);
            case EXP -> Math.exp(x);
            case LOG -> 1 / x;
            case RECIPROCAL -> -1 / (x * x);
            case X_COS_X -> Math.cos(x) - x * Math.sin(x);
            case SOFTPLUS -> 1 / (1 + Math.exp(-x));
        };
    }

    @Override
    public void binary(Binary f, Buffer a, Buffer b, Buffer y) {
        Checks.binary(Checks.name(f), a, b, y);
        double[] left = Elements.read(a);
        double[] right = Elements.read(b);
        for (int i = 0; i < y.elements(); i++) {
            int at = Broadcast.indexOf(i, y.shape(), a.shape());
            int bt = Broadcast.indexOf(i, y.shape(), b.shape());
            Elements.set(y, i, apply(f, left[at], right[bt]));
        }
    }

    private static double apply(Binary f, double a, double b) {
        return switch (f) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
        };
    }

    @Override
    public void affine(Buffer x, double factor, double term, Buffer y) {
        Checks.same("affine", x, y);
        for (long i = 0; i < y.elements(); i++) Elements.set(y, i, factor * Elements.get(x, i) + term);
    }

    @Override
    public void accumulate(Buffer x, double factor, Buffer y) {
        Checks.same("accumulate", x, y);
        for (long i = 0; i < y.elements(); i++) {
            Elements.set(y, i, Elements.get(y, i) + factor * Elements.get(x, i));
        }
    }

    @Override
    public void clamp(Buffer x, double low, double high, Buffer y) {
        Checks.same("clamp", x, y);
        for (long i = 0; i < y.elements(); i++) {
            Elements.set(y, i, Math.min(Math.max(Elements.get(x, i), low), high));
        }
    }

    @Override
    public void clampBackward(Buffer dy, Buffer x, double low, double high, Buffer dx) {
        Checks.same("clamp backward", dy, x, dx);
        for (long i = 0; i < dx.elements(); i++) {
            double at = Elements.get(x, i);
            Elements.set(dx, i, at >= low && at <= high ? Elements.get(dy, i) : 0);
        }
    }

    @Override
    public void cast(Buffer x, Buffer y) {
        Checks.shape("cast", "y", x.shape(), y);
        for (long i = 0; i < y.elements(); i++) Elements.set(y, i, Elements.get(x, i));
    }
}
