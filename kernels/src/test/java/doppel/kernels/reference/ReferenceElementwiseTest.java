package doppel.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceElementwiseTest {
    private final Kernels kernels = Backends.reference();
    private final Lab lab = new Lab(kernels, DType.F64);

    @AfterEach
    void close() {
        lab.close();
        kernels.close();
    }

    @Test
    void leakyReluHasItsSlopeAtZero() {
        Buffer y = lab.target(3);
        kernels.elementwise().activate(lab.of(new Shape(3), -2, 0, 3), Activation.leakyRelu(0.25), y);
        assertArrayEquals(new double[] {-0.5, 0, 3}, Elements.read(y));
        kernels.elementwise().activateBackward(lab.of(new Shape(3), 8, 8, 8), y, Activation.leakyRelu(0.25), y);
        assertArrayEquals(new double[] {2, 2, 8}, Elements.read(y));
    }

    @ParameterizedTest
    @CsvSource({
        "ABS, -3, 3",
        "SQUARE, -3, 9",
        "SQRT, 9, 3",
        "EXP, 1, 2.718281828459045",
        "LOG, 2.718281828459045, 1",
        "RECIPROCAL, 4, 0.25",
        "X_COS_X, 3.141592653589793, -3.141592653589793",
        "SOFTPLUS, 0, 0.6931471805599453",
        "SOFTPLUS, 1000, 1000",
        "SOFTPLUS, -1000, 0"
    })
    void functionsOfOneVariable(Unary f, double x, double expected) {
        Buffer y = lab.target(1);
        kernels.elementwise().unary(f, lab.of(new Shape(1), x), y);
        assertEquals(expected, Elements.get(y, 0), 1e-12);
    }

    @Test
    void theDerivativeOfAbsIsZeroAtZero() {
        Buffer dx = lab.target(3);
        kernels.elementwise()
                .unaryBackward(Unary.ABS, lab.of(new Shape(3), 5, 5, 5), lab.of(new Shape(3), -1, 0, 1), dx);
        assertArrayEquals(new double[] {-5, 0, 5}, Elements.read(dx));
    }

    @ParameterizedTest
    @CsvSource({"ADD, 8", "SUBTRACT, 4", "MULTIPLY, 12", "DIVIDE, 3", "MAX, 6", "MIN, 2"})
    void functionsOfTwoVariables(Binary f, double expected) {
        Buffer y = lab.target(1);
        kernels.elementwise().binary(f, lab.of(new Shape(1), 6), lab.of(new Shape(), 2), y);
        assertEquals(expected, Elements.get(y, 0));
    }

    @Test
    void bothOperandsAreStretched() {
        Buffer y = lab.target(2, 3);
        Buffer column = lab.of(new Shape(2, 1), 10, 20);
        kernels.elementwise().binary(Binary.ADD, column, lab.of(new Shape(3), 1, 2, 3), y);
        assertArrayEquals(new double[] {11, 12, 13, 21, 22, 23}, Elements.read(y));
    }

    @Test
    void wrongShapesAreNamed() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.elementwise().binary(Binary.ADD, lab.normal(2, 3), lab.normal(3), lab.target(3)));
        assertEquals("add: [2, 3] and [3] make [2, 3], got [3]", e.getMessage());
        var types = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.elementwise().affine(lab.normal(3), 1, 0, lab.target(DType.F32, new Shape(3))));
        assertEquals("affine: types differ, f64 [3] and f32 [3]", types.getMessage());
        var bytes = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.elementwise().clamp(lab.target(DType.U8, new Shape(3)), 0, 1, lab.target(3)));
        assertEquals("clamp: wanted f32, f64 or bf16, got u8 [3]", bytes.getMessage());
    }

    @Test
    void affineAccumulateAndClamp() {
        Buffer x = lab.of(new Shape(3), -1, 0.5, 2);
        Buffer y = lab.target(3);
        kernels.elementwise().affine(x, 2, 1, y);
        assertArrayEquals(new double[] {-1, 2, 5}, Elements.read(y));
        kernels.elementwise().accumulate(x, -2, y);
        assertArrayEquals(new double[] {1, 1, 1}, Elements.read(y));
        kernels.elementwise().clamp(x, 0, 1, y);
        assertArrayEquals(new double[] {0, 0.5, 1}, Elements.read(y));
    }

    @Test
    void clampPassesTheGradientAtItsBounds() {
        Buffer dx = lab.target(4);
        kernels.elementwise()
                .clampBackward(lab.of(new Shape(4), 7, 7, 7, 7), lab.of(new Shape(4), -1, 0, 1, 2), 0, 1, dx);
        assertArrayEquals(new double[] {0, 7, 7, 0}, Elements.read(dx));
    }

    @Test
    void castRoundsToNearestAndClipsBytes() {
        Buffer x = lab.of(new Shape(5), -3, 0.4, 0.5, 254.6, 300);
        Buffer bytes = lab.target(DType.U8, new Shape(5));
        kernels.elementwise().cast(x, bytes);
        assertArrayEquals(new double[] {0, 0, 0, 255, 255}, Elements.read(bytes));
        Buffer halves = lab.target(DType.BF16, new Shape(3));
        kernels.elementwise().cast(lab.of(new Shape(3), 1 + 0x1p-8, 1 + 3 * 0x1p-8, -1 - 0x1.8p-8), halves);
        assertArrayEquals(new double[] {1, 1 + 0x1p-6, -1 - 0x1p-7}, Elements.read(halves));
    }
}
