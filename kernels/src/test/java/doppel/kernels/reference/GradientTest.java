package doppel.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.DssimOptions;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Border;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every backward method against central differences of its forward method, in double precision. */
class GradientTest {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-7;

    /** {@code y = f(x)}. */
    private interface Forward {
        void run(Kernels kernels, Buffer x, Buffer y);
    }

    /** {@code dx} from {@code dy} and whatever of x and y it needs. */
    private interface Backward {
        void run(Kernels kernels, Buffer dy, Buffer x, Buffer y, Buffer dx);
    }

    /** Makes the input of a row. */
    private interface Input {
        Buffer make(Lab lab);
    }

    private final List<DynamicTest> rows = new ArrayList<>();

    private void row(String name, Input input, Shape y, Forward forward, Backward backward) {
        rows.add(DynamicTest.dynamicTest(name, () -> check(name, input, y, forward, backward)));
    }

    /** The loss is {@code sum(dy * y)}, so that its slope along x is dx. */
    private static void check(String name, Input input, Shape shape, Forward forward, Backward backward) {
        try (Kernels kernels = Backends.reference();
                Lab lab = new Lab(kernels, DType.F64)) {
            Buffer x = input.make(lab);
            Buffer y = lab.target(DType.F64, shape);
            Buffer dy = lab.normal(shape.sizes());
            Buffer dx = lab.target(DType.F64, x.shape());
            forward.run(kernels, x, y);
            backward.run(kernels, dy, x, y, dx);
            for (long i = 0; i < x.elements(); i++) {
                double at = Elements.get(x, i);
                double above = lossAt(kernels, forward, x, i, at + STEP, dy, y);
                double below = lossAt(kernels, forward, x, i, at - STEP, dy, y);
                Elements.set(x, i, at);
                assertEquals((above - below) / (2 * STEP), Elements.get(dx, i), TOLERANCE, name + ", element " + i);
            }
        }
    }

    private static double lossAt(
            Kernels kernels, Forward forward, Buffer x, long i, double value, Buffer dy, Buffer y) {
        Elements.set(x, i, value);
        forward.run(kernels, x, y);
        double loss = 0;
        for (long o = 0; o < y.elements(); o++) loss += Elements.get(dy, o) * Elements.get(y, o);
        return loss;
    }

    @TestFactory
    Stream<DynamicTest> backwardMatchesCentralDifferences() {
        elementwise();
        convolutions();
        norm();
        moments();
        softmax();
        similarity();
        resampling();
        sampling();
        matrices();
        layouts();
        dssim();
        return rows.stream();
    }

    private void elementwise() {
        Shape shape = new Shape(3, 5);
        for (Activation activation : List.of(
                Activation.NONE, Activation.leakyRelu(0.2), Activation.RELU, Activation.SIGMOID, Activation.TANH)) {
            row(
                    activation.toString(),
                    lab -> lab.normal(3, 5),
                    shape,
                    (k, x, y) -> k.elementwise().activate(x, activation, y),
                    (k, dy, x, y, dx) -> k.elementwise().activateBackward(dy, y, activation, dx));
        }
        for (Unary f : Unary.values()) {
            boolean positive = f == Unary.SQRT || f == Unary.LOG || f == Unary.RECIPROCAL;
            row(
                    f.toString(),
                    lab -> positive ? lab.uniform(0.5, 2, 3, 5) : lab.normal(3, 5),
                    shape,
                    (k, x, y) -> k.elementwise().unary(f, x, y),
                    (k, dy, x, y, dx) -> k.elementwise().unaryBackward(f, dy, x, dx));
        }
        row(
                "clamp",
                lab -> lab.normal(3, 5),
                shape,
                (k, x, y) -> k.elementwise().clamp(x, -0.5, 0.5, y),
                (k, dy, x, y, dx) -> k.elementwise().clampBackward(dy, x, -0.5, 0.5, dx));
    }

    private void convolutions() {
        convolution(new Shape(2, 5, 4, 2), new Shape(3, 3, 3, 2), Conv2dOptions.same(3));
        convolution(
                new Shape(1, 6, 5, 1),
                new Shape(2, 5, 5, 1),
                Conv2dOptions.same(5).withStride(2));
        convolution(
                new Shape(1, 7, 6, 4),
                new Shape(4, 2, 3, 2),
                Conv2dOptions.DEFAULT.withGroups(2).withDilation(2).withPadding(new Padding(1, 0, 2, 3)));
    }

    private void convolution(Shape in, Shape weights, Conv2dOptions options) {
        Shape out = options.outputShape(in, weights);
        row(
                "convolution, data, " + options,
                lab -> lab.normal(in.sizes()),
                out,
                (k, x, y) -> with(k, weights, w -> k.conv().forward(x, w, null, null, options, Activation.NONE, y)),
                (k, dy, x, y, dx) -> with(k, weights, w -> k.conv().backwardData(dy, w, options, dx)));
        row(
                "convolution, weights, " + options,
                lab -> lab.normal(weights.sizes()),
                out,
                (k, w, y) -> with(k, in, x -> k.conv().forward(x, w, null, null, options, Activation.NONE, y)),
                (k, dy, w, y, dw) -> with(k, in, x -> k.conv().backwardWeights(x, dy, options, dw, null)));
        Shape bias = new Shape(weights.size(0));
        row(
                "convolution, bias, " + options,
                lab -> lab.normal(bias.sizes()),
                out,
                (k, b, y) -> with(
                        k,
                        in,
                        x -> with(k, weights, w -> k.conv().forward(x, w, b, null, options, Activation.NONE, y))),
                (k, dy, b, y, db) ->
                        with(k, in, x -> with(k, weights, dw -> k.conv().backwardWeights(x, dy, options, dw, db))));
    }

    /** Runs with another operand, always of the same values. */
    private static void with(Kernels kernels, Shape shape, java.util.function.Consumer<Buffer> body) {
        try (Lab lab = new Lab(kernels, DType.F64)) {
            body.accept(lab.normal(shape.sizes()));
        }
    }

    private void norm() {
        for (Shape shape : List.of(new Shape(3, 5), new Shape(2, 3, 2, 2), new Shape(1))) {
            row(
                    "rms of " + shape,
                    lab -> lab.normal(shape.sizes()),
                    shape,
                    (k, x, y) -> k.norm().rms(x, 1e-3, y),
                    (k, dy, x, y, dx) -> k.norm().rmsBackward(dy, x, 1e-3, dx));
        }
    }

    /** Moments as functions of x, and as given numbers. */
    private void moments() {
        Shape shape = new Shape(2, 2, 3, 4);
        Shape perChannel = new Shape(4);
        for (Shape per : List.of(new Shape(1, 4), new Shape(2, 4), new Shape(2, 2), new Shape(2, 1))) {
            row(
                    "norm by own moments " + per,
                    lab -> lab.normal(shape.sizes()),
                    shape,
                    (k, x, y) -> with(k, perChannel, s -> ofItself(k, x, per, s, y)),
                    (k, dy, x, y, dx) -> with(k, perChannel, s -> ofItselfBackward(k, dy, x, per, s, dx)));
            row(
                    "norm by given moments " + per,
                    lab -> lab.normal(shape.sizes()),
                    shape,
                    (k, x, y) -> given(k, per, (m, v) -> k.norm().normalize(x, m, v, 0.1, null, null, y)),
                    (k, dy, x, y, dx) -> given(
                            k,
                            per,
                            (m, v) -> k.norm().normalizeBackward(dy, x, m, v, 0.1, null, false, dx, null, null)));
            row(
                    "scale of a norm by " + per,
                    lab -> lab.normal(4),
                    shape,
                    (k, s, y) ->
                            with(k, shape, x -> given(k, per, (m, v) -> k.norm().normalize(x, m, v, 0.1, s, null, y))),
                    (k, dy, s, y, ds) -> with(
                            k,
                            shape,
                            x -> given(
                                    k,
                                    per,
                                    (m, v) -> k.norm().normalizeBackward(dy, x, m, v, 0.1, s, true, null, ds, null))));
            row(
                    "shift of a norm by " + per,
                    lab -> lab.normal(4),
                    shape,
                    (k, s, y) ->
                            with(k, shape, x -> given(k, per, (m, v) -> k.norm().normalize(x, m, v, 0.1, null, s, y))),
                    (k, dy, s, y, ds) -> with(
                            k,
                            shape,
                            x -> given(
                                    k,
                                    per,
                                    (m, v) ->
                                            k.norm().normalizeBackward(dy, x, m, v, 0.1, null, true, null, null, ds))));
        }
    }

    private static void given(Kernels kernels, Shape per, java.util.function.BiConsumer<Buffer, Buffer> body) {
        try (Lab lab = new Lab(kernels, DType.F64)) {
            body.accept(lab.normal(per.sizes()), lab.uniform(0.5, 2, per.sizes()));
        }
    }

    private static void ofItself(Kernels k, Buffer x, Shape per, Buffer scale, Buffer y) {
        try (Lab lab = new Lab(k, DType.F64)) {
            Buffer mean = lab.target(per.sizes());
            Buffer variance = lab.target(per.sizes());
            k.norm().moments(x, mean, variance);
            k.norm().normalize(x, mean, variance, 0.1, scale, null, y);
        }
    }

    private static void ofItselfBackward(Kernels k, Buffer dy, Buffer x, Shape per, Buffer scale, Buffer dx) {
        try (Lab lab = new Lab(k, DType.F64)) {
            Buffer mean = lab.target(per.sizes());
            Buffer variance = lab.target(per.sizes());
            k.norm().moments(x, mean, variance);
            k.norm().normalizeBackward(dy, x, mean, variance, 0.1, scale, true, dx, null, null);
        }
    }

    private void softmax() {
        for (Shape shape : List.of(new Shape(3, 5), new Shape(4), new Shape(2, 2, 1))) {
            row(
                    "softmax of " + shape,
                    lab -> lab.normal(shape.sizes()),
                    shape,
                    (k, x, y) -> k.norm().softmax(x, y),
                    (k, dy, x, y, dx) -> k.norm().softmaxBackward(dy, y, dx));
        }
    }

    private void similarity() {
        Shape u = new Shape(2, 3, 4);
        Shape v = new Shape(2, 2, 3, 4);
        Shape pairs = new Shape(2, 2, 3);
        row(
                "cosine, first",
                lab -> lab.normal(u.sizes()),
                pairs,
                (k, x, y) -> with(k, v, b -> k.losses().cosine(x, b, 1e-8, y)),
                (k, dy, x, y, dx) -> with(k, v, b -> k.losses().cosineBackward(dy, x, b, y, 1e-8, dx, null)));
        row(
                "cosine, second",
                lab -> lab.normal(v.sizes()),
                pairs,
                (k, x, y) -> with(k, u, a -> k.losses().cosine(a, x, 1e-8, y)),
                (k, dy, x, y, dx) -> with(k, u, a -> k.losses().cosineBackward(dy, a, x, y, 1e-8, null, dx)));
        for (int axis = 0; axis < 3; axis++) {
            int along = axis;
            Shape largest = u.with(axis, 1);
            row(
                    "largest along " + axis,
                    lab -> lab.normal(u.sizes()),
                    largest,
                    (k, x, y) -> places(k, largest, index -> k.reduce().max(x, along, y, index)),
                    (k, dy, x, y, dx) -> places(k, largest, index -> {
                        k.reduce().max(x, along, null, index);
                        k.reduce().maxBackward(dy, index, along, dx);
                    }));
        }
    }

    private static void places(Kernels kernels, Shape shape, java.util.function.Consumer<Buffer> body) {
        try (Lab lab = new Lab(kernels, DType.F64)) {
            body.accept(lab.target(DType.I32, shape));
        }
    }

    private void resampling() {
        Shape in = new Shape(2, 5, 4, 2);
        for (PoolOptions options : List.of(PoolOptions.of(2), new PoolOptions(3, 2, new Padding(1, 2, 2, 1)))) {
            row(
                    "max pool, " + options,
                    lab -> lab.normal(in.sizes()),
                    options.outputShape(in),
                    (k, x, y) -> k.resample().maxPool(x, options, y),
                    (k, dy, x, y, dx) -> k.resample().maxPoolBackward(dy, x, options, dx));
            row(
                    "average pool, " + options,
                    lab -> lab.normal(in.sizes()),
                    options.outputShape(in),
                    (k, x, y) -> k.resample().averagePool(x, options, y),
                    (k, dy, x, y, dx) -> k.resample().averagePoolBackward(dy, options, dx));
        }
        for (Shape out : List.of(new Shape(2, 10, 8, 2), new Shape(2, 3, 7, 2), in)) {
            row(
                    "nearest to " + out,
                    lab -> lab.normal(in.sizes()),
                    out,
                    (k, x, y) -> k.resample().nearest(x, y),
                    (k, dy, x, y, dx) -> k.resample().nearestBackward(dy, dx));
            for (boolean corners : new boolean[] {false, true}) {
                row(
                        "bilinear to " + out + (corners ? ", corners aligned" : ""),
                        lab -> lab.normal(in.sizes()),
                        out,
                        (k, x, y) -> k.resample().bilinear(x, corners, y),
                        (k, dy, x, y, dx) -> k.resample().bilinearBackward(dy, corners, dx));
            }
        }
    }

    private void sampling() {
        Shape in = new Shape(2, 4, 5, 3);
        Shape places = new Shape(2, 3, 4, 2);
        Shape out = new Shape(2, 3, 4, 3);
        for (Border border : Border.values()) {
            for (boolean corners : new boolean[] {false, true}) {
                var options = new SampleOptions(Filter.BILINEAR, border, corners);
                row(
                        "sample, data, " + options,
                        lab -> lab.normal(in.sizes()),
                        out,
                        (k, x, y) -> with(k, places, grid -> k.geometry().sample(x, grid, options, y)),
                        (k, dy, x, y, dx) ->
                                with(k, places, grid -> k.geometry().sampleBackwardData(dy, grid, options, dx)));
                row(
                        "sample, grid, " + options,
                        lab -> lab.normal(places.sizes()),
                        out,
                        (k, grid, y) -> with(k, in, x -> k.geometry().sample(x, grid, options, y)),
                        (k, dy, grid, y, dgrid) ->
                                with(k, in, x -> k.geometry().sampleBackwardGrid(dy, x, grid, options, dgrid)));
            }
        }
    }

    private void matrices() {
        for (double smallest : List.of(0.0, 0.5)) {
            row(
                    "inverse of at least " + smallest,
                    lab -> lab.uniform(0.1, 2, 5, 2, 2),
                    new Shape(5, 2, 2),
                    (k, x, y) -> k.geometry().inverse(x, smallest, y),
                    (k, dy, x, y, dx) -> k.geometry().inverseBackward(dy, x, smallest, dx));
        }
        row(
                "determinant",
                lab -> lab.normal(5, 2, 2),
                new Shape(5),
                (k, x, y) -> k.geometry().determinant(x, y),
                (k, dy, x, y, dx) -> k.geometry().determinantBackward(dy, x, dx));
    }

    private void layouts() {
        for (BlockOrder order : BlockOrder.values()) {
            row(
                    "depth to space, " + order,
                    lab -> lab.normal(2, 2, 3, 8),
                    new Shape(2, 4, 6, 2),
                    (k, x, y) -> k.layout().depthToSpace(x, order, y),
                    (k, dy, x, y, dx) -> k.layout().spaceToDepth(dy, order, dx));
        }
    }

    private void dssim() {
        for (int size : List.of(1, 3, 4, 7)) {
            var options = new DssimOptions(size, 1.5, 1e-2, 3e-2);
            Shape pictures = new Shape(2, 9, 8, 3);
            row(
                    "dssim, " + options,
                    lab -> lab.uniform(0, 1, pictures.sizes()),
                    new Shape(2, 3),
                    (k, b, y) -> with(k, pictures, a -> k.losses().dssim(a, b, options, y)),
                    (k, dy, b, y, db) -> with(k, pictures, a -> k.losses().dssimBackward(dy, a, b, options, db)));
        }
    }
}
