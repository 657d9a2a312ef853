package doppel.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.DssimOptions;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Kernels;
import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Border;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.io.HostTensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The backward pass of every op against central differences, in double on the reference back-end. */
class GradientTest {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-7;

    /** Which inputs an op takes without coming near a kink or a pole. */
    enum Range {
        /** -1.5 to 1.5. */
        ANY,
        /** 0.5 to 2. */
        POSITIVE,
        /** As ANY, at least 0.2 away from -1, 0 and 1. */
        AWAY_FROM_KINKS,
        /** All different by at least 0.01. */
        DISTINCT;

        double[] draw(Random random, int n) {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = switch (this) {
                    case ANY -> random.nextDouble(-1.5, 1.5);
                    case POSITIVE -> random.nextDouble(0.5, 2);
                    case AWAY_FROM_KINKS -> (random.nextInt(4) - 2 + random.nextDouble(0.2, 0.8));
                    case DISTINCT -> i * 0.01;
                };
            }
            if (this == DISTINCT) {
                for (int i = n - 1; i > 0; i--) {
                    int j = random.nextInt(i + 1);
                    double swap = values[i];
                    values[i] = values[j];
                    values[j] = swap;
                }
            }
            return values;
        }
    }

    /** @param indices an i32 input behind the others, which has no gradient; or null */
    record Case(Op op, Range range, @Nullable HostTensor indices, Shape... shapes) {
        Case(Op op, Range range, Shape... shapes) {
            this(op, range, null, shapes);
        }

        @Override
        public String toString() {
            return op + " of " + List.of(shapes);
        }
    }

    private static Shape s(int... sizes) {
        return new Shape(sizes);
    }

    private static Case of(Op op, Shape... shapes) {
        return new Case(op, Range.ANY, shapes);
    }

    private static Case at(Op op, Shape x, int... indices) {
        return new Case(op, Range.ANY, HostTensor.of(s(indices.length), indices), x);
    }

    private static Conv2dOptions conv(int stride, int dilation, int groups, int top, int left, int bottom, int right) {
        return new Conv2dOptions(stride, dilation, groups, new Padding(top, left, bottom, right));
    }

    static Stream<Case> cases() {
        Activation leaky = Activation.leakyRelu(0.1);
        List<Case> cases = new ArrayList<>(List.of(
                new Case(new Activate(leaky), Range.AWAY_FROM_KINKS, s(3, 5)),
                new Case(new Activate(Activation.RELU), Range.AWAY_FROM_KINKS, s(7)),
                of(new Activate(Activation.SIGMOID), s(2, 3)),
                of(new Activate(Activation.TANH), s(2, 3)),
                of(new Activate(Activation.NONE), s(2)),
                of(new Affine(-2.5, 0.5), s(2, 3)),
                of(new Affine(1, 0.5), s(2)),
                new Case(new Clamp(-1, 1), Range.AWAY_FROM_KINKS, s(4, 5)),
                of(new Cast(DType.F64), s(3)),
                of(new Concat(0), s(2, 3), s(1, 3), s(4, 3)),
                of(new Concat(-1), s(2, 2, 3), s(2, 2, 1)),
                of(new Concat(1), s(2, 2, 3), s(2, 1, 3)),
                of(new Conv2d(Conv2dOptions.DEFAULT), s(1, 3, 4, 2), s(3, 2, 2, 2)),
                of(new Conv2d(Conv2dOptions.same(3)), s(2, 3, 3, 2), s(2, 3, 3, 2), s(2)),
                of(new Conv2d(conv(2, 1, 1, 1, 0, 2, 3)), s(1, 5, 4, 2), s(2, 3, 3, 2), s(2)),
                of(new Conv2d(conv(1, 2, 1, 2, 2, 2, 2)), s(1, 5, 5, 1), s(2, 3, 3, 1), s(2)),
                of(new Conv2d(conv(2, 2, 2, 0, 3, 1, 2)), s(2, 6, 5, 4), s(4, 2, 3, 2), s(4)),
                of(new Conv2d(conv(1, 1, 4, 1, 1, 1, 1)), s(1, 3, 3, 4), s(4, 3, 3, 1), s(4)),
                of(new SpreadConv2d(Conv2dOptions.same(3), leaky, 2), s(2, 3, 3, 2), s(8, 3, 3, 2), s(8)),
                of(new SpreadConv2d(Conv2dOptions.same(1), Activation.TANH, 3), s(1, 2, 3, 2), s(9, 1, 1, 2), s(9)),
                of(new Conv2d(Conv2dOptions.same(3), Activation.SIGMOID), s(1, 3, 3, 2), s(2, 3, 3, 2), s(2)),
                of(new Conv2d(Conv2dOptions.same(3), leaky), s(1, 3, 3, 2), s(2, 3, 3, 2), s(2), s(1, 3, 3, 2)),
                of(new DepthToSpace(2, BlockOrder.BLOCK_FIRST), s(2, 2, 3, 8)),
                of(new DepthToSpace(2, BlockOrder.CHANNEL_FIRST), s(1, 2, 2, 8)),
                of(new DepthToSpace(3, BlockOrder.BLOCK_FIRST), s(1, 1, 2, 9)),
                of(new Dssim(DssimOptions.of(3)), s(2, 5, 4, 2), s(2, 5, 4, 2)),
                of(new Dssim(DssimOptions.of(4)), s(1, 4, 6, 1), s(1, 4, 6, 1)),
                new Case(new Map(Unary.ABS), Range.AWAY_FROM_KINKS, s(9)),
                of(new Map(Unary.SQUARE), s(5)),
                new Case(new Map(Unary.SQRT), Range.POSITIVE, s(5)),
                of(new Map(Unary.EXP), s(5)),
                new Case(new Map(Unary.LOG), Range.POSITIVE, s(5)),
                new Case(new Map(Unary.RECIPROCAL), Range.POSITIVE, s(5)),
                of(new Map(Unary.X_COS_X), s(5)),
                of(new Map(Unary.SOFTPLUS), s(5)),
                of(new BatchMatmul(), s(2, 2, 3), s(2, 3, 4)),
                of(new BatchMatmul(true, false), s(2, 3, 2), s(2, 3, 4)),
                of(new BatchMatmul(false, true), s(3, 2, 3), s(3, 4, 3)),
                of(new BatchMatmul(true, true), s(1, 3, 2), s(1, 4, 3)),
                new Case(new Inverse2x2(0), Range.POSITIVE, s(2, 2)),
                of(new Inverse2x2(0.4), s(6, 2, 2)),
                of(new Determinant2x2(), s(2, 2)),
                of(new Determinant2x2(), s(3, 2, 2)),
                at(new Gather(0), s(3, 2), 2, 0, 2, 5),
                at(new Gather(1), s(2, 4, 3), 3, 3, 0, -1, 1, 3),
                at(new Gather(-1), s(2, 3), 2, 1, 0),
                of(new Matmul(), s(2, 3), s(3, 4)),
                of(new Matmul(), s(1, 3), s(3, 1), s(1)),
                of(new Matmul(), s(4, 2), s(2, 3), s(3)),
                new Case(new MaxPool(PoolOptions.of(2)), Range.DISTINCT, s(2, 4, 5, 2)),
                new Case(new MaxPool(new PoolOptions(3, 2, new Padding(1, 0, 1, 2))), Range.DISTINCT, s(1, 5, 4, 2)),
                of(new AveragePool(PoolOptions.of(2)), s(2, 4, 5, 2)),
                of(new AveragePool(new PoolOptions(3, 1, new Padding(1, 2, 0, 1))), s(1, 4, 4, 2)),
                of(new BilinearResize(6, 8), s(2, 3, 4, 2)),
                of(new BilinearResize(2, 3), s(1, 5, 4, 1)),
                of(new BilinearResize(6, 8, true), s(2, 3, 4, 2)),
                of(new BilinearResize(1, 3, true), s(1, 5, 4, 1)),
                of(new NearestResize(6, 8), s(2, 3, 4, 2)),
                of(new NearestResize(2, 3), s(1, 5, 4, 1)),
                of(new Mean(), s(2, 3)),
                of(new Mean(1, -1), s(2, 3, 2)),
                of(new Sum(), s(2, 3)),
                of(new Sum(0), s(2, 3)),
                of(new Sum(-2), s(2, 3, 2)),
                of(new Pad(new Padding(1, 0, 2, 3)), s(2, 2, 3, 2)),
                of(new Pad(Padding.NONE), s(1, 2, 2, 1)),
                of(new Reshape(s(3, 2)), s(6)),
                of(new Reshape(s()), s(1)),
                of(new RmsNorm(1e-6), s(3, 4)),
                of(new RmsNorm(0.1), s(2, 2, 3)),
                of(BatchNorm.DEFAULT, s(2, 3, 2, 2)),
                of(BatchNorm.DEFAULT, s(2, 3, 2, 2), s(2), s(2)),
                of(new BatchNorm(0, 0.1), s(5, 3), s(3)),
                new Case(new FixedNorm(0.1), Range.POSITIVE, s(2, 2, 3), s(3), s(3), s(3), s(3)),
                of(GroupNorm.instance(1e-5), s(2, 2, 3, 2)),
                of(GroupNorm.instance(0.1), s(2, 3, 2), s(2), s(2)),
                of(new GroupNorm(1, 0.1), s(2, 4), s(4), s(4)),
                of(new GroupNorm(2, 0.1), s(2, 2, 6), s(6), s(6)),
                of(new Softmax(), s(2, 3, 4)),
                of(new Softmax(), s(5)),
                of(CosineSimilarity.DEFAULT, s(2, 3, 4), s(2, 2, 3, 4)),
                new Case(new Largest(1), Range.DISTINCT, s(2, 5, 3)),
                new Case(new Largest(-1), Range.DISTINCT, s(4)),
                of(new Maximum(), s(3, 4), s(3, 4)),
                of(new Maximum(), s(2, 3, 4), s(4)),
                of(new Maximum(), s(1), s(2, 3)),
                of(new Minimum(), s(2, 3), s(2, 3)),
                of(new Minimum(), s(3, 1), s(2, 1, 3)),
                of(new Rows(1, 3), s(4, 2)),
                of(new Rows(0, 1), s(1, 2, 2)),
                of(new Slice(1, 1, 2), s(2, 4, 2)),
                of(new Slice(-1, 0, 1), s(3, 2)),
                of(new TransposedConv2d(Conv2dOptions.DEFAULT), s(1, 3, 2, 2), s(2, 2, 3, 3)),
                of(new TransposedConv2d(conv(2, 1, 1, 0, 0, 1, 1)), s(2, 3, 2, 2), s(2, 3, 3, 3), s(3)),
                of(new TransposedConv2d(conv(2, 1, 2, 1, 1, 1, 1), 1), s(1, 3, 3, 4), s(4, 4, 4, 1), s(2)),
                of(new TransposedConv2d(conv(3, 2, 1, 0, 1, 2, 0), 2), s(1, 2, 3, 1), s(1, 2, 2, 2)),
                of(new Transpose(1, 0), s(2, 3)),
                of(new Transpose(2, 0, 3, 1), s(2, 3, 2, 2))));
        for (Border border : Border.values()) {
            for (boolean corners : new boolean[] {false, true}) {
                var options = new SampleOptions(Filter.BILINEAR, border, corners);
                cases.add(of(new GridSample(options), s(2, 4, 5, 3), s(2, 3, 4, 2)));
            }
        }
        cases.add(of(new GridSample(SampleOptions.DEFAULT.withFilter(Filter.NEAREST)), s(1, 4, 5, 2), s(1, 3, 4, 2)));
        List<Op> binary = List.of(new Add(), new Subtract(), new Multiply(), new Divide());
        for (Op op : binary) {
            cases.add(new Case(op, Range.POSITIVE, s(2, 3), s(2, 3)));
            cases.add(new Case(op, Range.POSITIVE, s(2, 3), s(3)));
            cases.add(new Case(op, Range.POSITIVE, s(1), s(2, 2)));
            cases.add(new Case(op, Range.POSITIVE, s(2, 1, 3), s(2, 1)));
            cases.add(new Case(op, Range.POSITIVE, s(), s(2)));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void backwardMatchesCentralDifferences(Case c) {
        try (Kernels kernels = Backends.reference()) {
            try (TensorScope model = new TensorScope(kernels)) {
                Random random = new Random(7);
                Tensor[] x = new Tensor[c.shapes.length];
                for (int i = 0; i < x.length; i++) x[i] = draw(model, c.shapes[i], c.range, random);
                Op op = c.indices == null ? c.op : new WithIndices(c.op, c.indices.to(model));
                Tensor weights;
                try (TensorScope once = model.child()) {
                    weights = draw(model, op.applyIn(once, x).shape(), Range.ANY, random);
                }
                boolean[] all = new boolean[x.length];
                Arrays.fill(all, true);
                double[][] dx = gradients(model, op, x, weights, all);
                for (int i = 0; i < x.length; i++) {
                    double[] numeric = numeric(model, op, x, i, weights);
                    for (int j = 0; j < numeric.length; j++) {
                        double tolerance = TOLERANCE * Math.max(1, Math.abs(numeric[j]));
                        assertEquals(numeric[j], dx[i][j], tolerance, c + ", input " + i + ", element " + j);
                    }
                    boolean[] alone = new boolean[x.length];
                    alone[i] = true;
                    assertArrayEquals(
                            dx[i], gradients(model, op, x, weights, alone)[i], 1e-15, "input " + i + " alone");
                }
            }
            assertEquals(0, kernels.memory().usedBytes());
        }
    }

    /** An op whose last input is given. */
    private record WithIndices(Op op, Tensor indices) implements Op {
        private Tensor[] and(Tensor[] x) {
            Tensor[] all = Arrays.copyOf(x, x.length + 1);
            all[x.length] = indices;
            return all;
        }

        @Override
        public Tensor forward(TensorScope scope, Tensor... x) {
            return op.forward(scope, and(x));
        }

        @Override
        public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
            @Nullable Tensor[] dx = op.backward(scope, dy, and(x), y, Arrays.copyOf(wanted, x.length + 1));
            return Arrays.copyOf(dx, x.length);
        }
    }

    private static Tensor draw(TensorScope scope, Shape shape, Range range, Random random) {
        return HostTensor.of(shape, range.draw(random, (int) shape.elements())).to(scope);
    }

    /** Gradients of {@code sum(weights * op(x))}; empty where not wanted. */
    private static double[][] gradients(TensorScope model, Op op, Tensor[] x, Tensor weights, boolean[] wanted) {
        try (TensorScope step = model.recording()) {
            Tensor[] inputs = x.clone();
            for (int i = 0; i < x.length; i++) if (wanted[i]) inputs[i] = step.variable(x[i]);
            int before = step.size();
            Tensor y = op.applyIn(step, inputs);
            Gradients found = step.tape().backward(y.times(weights).sum());
            double[][] dx = new double[x.length][];
            int kept = 0;
            for (int i = 0; i < x.length; i++) {
                if (wanted[i]) kept++;
                else assertEquals(null, found.find(inputs[i]), "unwanted gradient of input " + i);
                dx[i] = wanted[i] ? HostTensor.of(found.of(inputs[i])).toDoubles() : new double[0];
            }
            assertEquals(before + 3 + kept, step.size(), "tensors left behind by backward");
            return dx;
        }
    }

    private static double[] numeric(TensorScope model, Op op, Tensor[] x, int input, Tensor weights) {
        double[] at = HostTensor.of(x[input]).toDoubles();
        double[] slopes = new double[at.length];
        for (int j = 0; j < at.length; j++) {
            double here = at[j];
            at[j] = here + STEP;
            double above = loss(model, op, x, input, at, weights);
            at[j] = here - STEP;
            slopes[j] = (above - loss(model, op, x, input, at, weights)) / (2 * STEP);
            at[j] = here;
        }
        return slopes;
    }

    private static double loss(TensorScope model, Op op, Tensor[] x, int input, double[] values, Tensor weights) {
        try (TensorScope scope = model.child()) {
            Tensor[] inputs = x.clone();
            inputs[input] = HostTensor.of(x[input].shape(), values).to(scope);
            return op.applyIn(scope, inputs).times(weights).sum().item();
        }
    }

    @Test
    void everyOpIsInTheTable() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Add.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> ops = new TreeSet<>();
        try (Stream<Path> files = Files.list(classes.resolve("doppel/tensor/ops"))) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName()).replace(".class", "");
                if (!name.equals("package-info") && Op.class.isAssignableFrom(type(name))) ops.add(name);
            }
        }
        assertTrue(ops.size() > 20, ops.toString());
        Set<String> tested = new TreeSet<>();
        cases().forEach(c -> tested.add(c.op.getClass().getSimpleName()));
        assertEquals(ops, tested);
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("doppel.tensor.ops." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aGradientIsCastBack() {
        try (Kernels kernels = Backends.reference();
                TensorScope model = new TensorScope(kernels);
                TensorScope step = model.recording()) {
            Tensor x = step.variable(HostTensor.of(s(2), 0.1, 0.2).to(model));
            Tensor y = new Cast(DType.F32).apply(x);
            assertEquals(DType.F32, y.dtype());
            Tensor dx = step.tape().backward(y.times(3)).of(x);
            assertEquals(HostTensor.of(s(2), 3.0, 3.0), HostTensor.of(dx));
        }
    }
}
