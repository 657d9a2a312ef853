package doppel.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.kernels.SampleOptions;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes that do not fit an op: the message names the op and all shapes that take part. */
class OpShapesTest {
    private static Shape s(int... sizes) {
        return new Shape(sizes);
    }

    private static List<Shape> of(Shape... shapes) {
        return List.of(shapes);
    }

    static Stream<Arguments> misfits() {
        Conv2d conv = new Conv2d(Conv2dOptions.DEFAULT);
        Conv2d grouped = new Conv2d(Conv2dOptions.DEFAULT.withGroups(2));
        return Stream.of(
                arguments(new Add(), of(s(2, 3), s(2, 4))),
                arguments(new Subtract(), of(s(2, 3), s(2))),
                arguments(new Multiply(), of(s(5), s(4))),
                arguments(new Divide(), of(s(2, 2, 2), s(3, 1, 1))),
                arguments(new Matmul(), of(s(8, 512), s(256, 64))),
                arguments(new Matmul(), of(s(8), s(8, 2))),
                arguments(new Matmul(), of(s(2, 3), s(3, 4, 1))),
                arguments(new BatchMatmul(), of(s(2, 2, 3), s(3, 3, 2))),
                arguments(new BatchMatmul(), of(s(2, 2, 3), s(2, 2, 3))),
                arguments(new BatchMatmul(true, true), of(s(2, 3), s(3, 4))),
                arguments(conv, of(s(1, 8, 8, 3), s(4, 3, 3, 2))),
                arguments(conv, of(s(8, 8, 3), s(4, 3, 3, 3))),
                arguments(conv, of(s(1, 2, 2, 3), s(4, 3, 3, 3))),
                arguments(grouped, of(s(1, 8, 8, 4), s(3, 3, 3, 2))),
                arguments(new BatchNorm(0.1, 1e-5), of(s(5))),
                arguments(new BatchNorm(0.1, 1e-5), of(s(2, 4), s(3))),
                arguments(new FixedNorm(1e-5), of(s(2, 4), s(4), s(4), s(4), s(1))),
                arguments(new GroupNorm(3, 1e-5), of(s(1, 2, 2, 4))),
                arguments(CosineSimilarity.DEFAULT, of(s(2, 3, 4), s(2, 5, 4, 4))),
                arguments(new Largest(2), of(s(2, 3))),
                arguments(new Maximum(), of(s(2, 3), s(2))),
                arguments(new Concat(0), of(s(2, 3), s(2, 4))),
                arguments(new Concat(1), of(s(2, 3), s(2))),
                arguments(new Concat(2), of(s(2, 3), s(2, 3))),
                arguments(Dssim.of(3), of(s(1, 5, 5, 3), s(1, 5, 5, 1))),
                arguments(Dssim.of(6), of(s(1, 5, 5, 3), s(1, 5, 5, 3))),
                arguments(DepthToSpace.of(2), of(s(1, 2, 2, 6))),
                arguments(DepthToSpace.of(2), of(s(2, 2, 4))),
                arguments(new MaxPool(PoolOptions.of(2)), of(s(4, 4))),
                arguments(new MaxPool(PoolOptions.of(5)), of(s(1, 4, 4, 1))),
                arguments(new AveragePool(PoolOptions.of(2)), of(s(4, 4, 1))),
                arguments(new BilinearResize(2, 2), of(s(4, 4, 3))),
                arguments(new Inverse2x2(0), of(s(4, 2, 3))),
                arguments(new Determinant2x2(), of(s(2))),
                arguments(new Determinant2x2(), of(s(2, 4))),
                arguments(new Gather(2), of(s(2, 3))),
                arguments(new Gather(1), of(s(2, 3), s(4))),
                arguments(new GridSample(SampleOptions.DEFAULT), of(s(2, 4, 4, 3), s(1, 4, 4, 2))),
                arguments(new GridSample(SampleOptions.DEFAULT), of(s(2, 4, 4, 3), s(2, 4, 4, 3))),
                arguments(new NearestResize(2, 2), of(s(3))),
                arguments(new Pad(Padding.of(1)), of(s(4, 4))),
                arguments(new Reshape(s(4)), of(s(2, 3))),
                arguments(new Rows(1, 4), of(s(3, 2))),
                arguments(new Rows(2, 2), of(s(3, 2))),
                arguments(new Slice(1, 1, 3), of(s(2, 3))),
                arguments(new Slice(1, 1, Integer.MAX_VALUE), of(s(2, 3))),
                arguments(new Slice(2, 0, 1), of(s(2, 3))),
                arguments(new Sum(2), of(s(2, 3))),
                arguments(new Mean(-3), of(s(2, 3))),
                arguments(new TransposedConv2d(Conv2dOptions.DEFAULT), of(s(1, 4, 4, 3), s(2, 3, 3, 3))),
                arguments(new TransposedConv2d(Conv2dOptions.DEFAULT), of(s(4, 4, 3), s(3, 3, 3, 2))),
                arguments(new TransposedConv2d(Conv2dOptions.same(7)), of(s(1, 1, 1, 3), s(3, 1, 1, 2))),
                arguments(new Transpose(0, 1), of(s(2, 3, 4))),
                arguments(new Transpose(0, 0), of(s(2, 3))),
                arguments(new Transpose(0, 2), of(s(2, 3))));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("misfits")
    void theMessageNamesTheShapes(Op op, List<Shape> shapes) {
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            Tensor[] x = shapes.stream().map(scope::zeros).toArray(Tensor[]::new);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> op.apply(x));
            for (Shape shape : shapes) {
                String message = String.valueOf(e.getMessage());
                assertTrue(message.contains(shape.toString()), message);
                assertTrue(message.matches("[a-z0-9_ ]+: .*"), message);
            }
        }
    }

    @Test
    void scalarsHaveNoRows() {
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            Tensor scalar = scope.zeros(s());
            assertThrows(IllegalArgumentException.class, () -> scalar.rows(0, 1));
            assertThrows(IllegalArgumentException.class, () -> new RmsNorm(1e-6).apply(scalar));
        }
    }

    @Test
    void aBiasOfAnotherSizeIsNamed() {
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            Tensor x = scope.zeros(s(1, 3, 3, 2));
            Tensor w = scope.zeros(s(4, 3, 3, 2));
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new Conv2d(Conv2dOptions.DEFAULT).apply(x, w, scope.zeros(s(3))));
            assertEquals("conv2d: wanted bias [4], got [3]", e.getMessage());
        }
    }

    @Test
    void mixedTypesAreRefused() {
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            Tensor f32 = scope.zeros(s(2));
            Tensor f64 = scope.zeros(s(2), DType.F64);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> f32.plus(f64));
            assertEquals("add: types differ, f32 [2] and f64 [2]", e.getMessage());
        }
    }

    @Test
    void noGradientPassesThroughIntegers() {
        try (Kernels kernels = Backends.reference();
                TensorScope model = new TensorScope(kernels);
                TensorScope step = model.recording()) {
            Tensor y = new Cast(DType.I32).apply(step.variable(s(2)));
            UnsupportedOperationException e = assertThrows(
                    UnsupportedOperationException.class, () -> step.tape().backward(y));
            assertEquals("cast: no gradient passes through i32", e.getMessage());
        }
    }
}
