package doppel.nn.examples;

import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Device;
import doppel.kernels.DssimOptions;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Conv2d;
import doppel.tensor.ops.Dssim;
import java.util.Random;

/** Chapter 7. The same loss by the derived formulas, from a dozen ops on the tape, and by the fused kernel. */
final class DssimThreeWays {
    private static final int EDGE = 48;

    private DssimThreeWays() {}

    /**
     * A loss, the gradient of the second picture, and how they came about.
     *
     * @param notes on the tape
     * @param bytes held after the forward pass, beyond the two pictures
     */
    record Result(double loss, float[] gradient, int notes, long bytes) {}

    public static void main(String[] args) {
        double[][] a = picture(1);
        double[][] b = picture(2);
        DssimOptions options = DssimOptions.of(11);
        var byHand = new DssimByHand(options.window(), options.c1(), options.c2());
        System.out.printf("by hand    %.7f%n", byHand.value(a, b));
        print("on the tape", onTheTape(a, b, options), byHand.gradient(a, b));
        print("fused", fused(a, b, options), byHand.gradient(a, b));
    }

    private static void print(String name, Result result, double[][] expected) {
        System.out.printf(
                "%-11s %.7f, %d notes, %d KiB, gradient differs by at most %.1e%n",
                name, result.loss, result.notes, result.bytes >> 10, difference(result.gradient, expected));
    }

    static Result fused(double[][] a, double[][] b, DssimOptions options) {
        return differentiate(a, b, (x, y) -> new Dssim(options).apply(x, y).mean());
    }

    /** Formula after formula, each an op; the tape finds the gradient. */
    static Result onTheTape(double[][] a, double[][] b, DssimOptions options) {
        return differentiate(a, b, (x, y) -> {
            Tensor ma = blur(x, options);
            Tensor mb = blur(y, options);
            Tensor product = ma.times(mb).times(2);
            Tensor squares = ma.times(ma).plus(mb.times(mb));
            Tensor l = product.plus(options.c1()).over(squares.plus(options.c1()));
            Tensor meanProduct = blur(x.times(y), options).times(2);
            Tensor meanSquares = blur(x.times(x).plus(y.times(y)), options);
            Tensor above = meanProduct.minus(product).plus(options.c2());
            Tensor below = meanSquares.minus(squares).plus(options.c2());
            return l.times(above.over(below)).mean().times(-0.5).plus(0.5);
        });
    }

    private static Tensor blur(Tensor x, DssimOptions options) {
        int size = options.size();
        double[] window = options.window();
        float[] square = new float[size * size];
        for (int i = 0; i < square.length; i++) square[i] = (float) (window[i / size] * window[i % size]);
        Tensor weights = x.scope().of(new Shape(1, size, size, 1), square);
        return new Conv2d(Conv2dOptions.DEFAULT).apply(x, weights);
    }

    private interface Loss {
        Tensor of(Tensor a, Tensor b);
    }

    private static Result differentiate(double[][] a, double[][] b, Loss loss) {
        Shape shape = new Shape(1, a.length, a[0].length, 1);
        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope scope = new TensorScope(kernels);
                TensorScope step = scope.recording()) {
            Tensor x = step.of(shape, flat(a));
            Tensor y = step.variable(step.of(shape, flat(b)));
            long before = kernels.memory().usedBytes();
            Tensor value = loss.of(x, y);
            int notes = step.tape().size();
            long bytes = kernels.memory().usedBytes() - before;
            return new Result(value.item(), step.tape().backward(value).of(y).toFloats(), notes, bytes);
        }
    }

    /** Soft blobs and a little noise, seeded. */
    static double[][] picture(long seed) {
        Random random = new Random(seed);
        double[][] x = new double[EDGE][EDGE];
        for (int u = 0; u < EDGE; u++)
            for (int v = 0; v < EDGE; v++)
                x[u][v] = 0.5 + 0.3 * Math.sin(0.2 * u + seed) * Math.cos(0.17 * v) + 0.1 * random.nextDouble();
        return x;
    }

    static float[] flat(double[][] x) {
        float[] flat = new float[x.length * x[0].length];
        for (int i = 0; i < flat.length; i++) flat[i] = (float) x[i / x[0].length][i % x[0].length];
        return flat;
    }

    static double difference(float[] actual, double[][] expected) {
        double largest = 0;
        for (int i = 0; i < actual.length; i++)
            largest = Math.max(largest, Math.abs(actual[i] - expected[i / expected[0].length][i % expected[0].length]));
        return largest;
    }
}
