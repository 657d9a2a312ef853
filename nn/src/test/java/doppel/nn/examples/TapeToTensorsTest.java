package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Cast;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TapeToTensorsTest {
    @Test
    void tensorsFindTheGradientsThatNumbersFind() {
        double[] w = new Random(7).doubles(LearnXor.WEIGHTS, -1, 1).toArray();
        var tape = new ScalarTape();
        ScalarTape.Num[] numbers = LearnXor.numbers(tape, w);
        ScalarTape.Num loss = LearnXor.loss(tape, numbers);
        double[] expected = new double[1 + w.length];
        expected[0] = loss.value();
        System.arraycopy(tape.gradient(loss, numbers), 0, expected, 1, w.length);
        double[] actual = TapeToTensors.run(w, new PrintStream(OutputStream.nullOutputStream()));
        assertArrayEquals(expected, actual, 1e-5);
    }

    @Test
    void softsignIsItsFormulaAndItsGradientThatOfCentralDifferences() {
        float[] at = {-3, -0.5f, 0.25f, 2, 10};
        double step = 1e-6;
        try (Kernels kernels = Backends.reference();
                TensorScope model = new TensorScope(kernels);
                TensorScope scope = model.recording()) {
            Tensor x = scope.variable(new Cast(DType.F64).apply(scope.of(new Shape(at.length), at)));
            Tensor y = new Softsign().apply(x);
            float[] dx = scope.tape().backward(y.sum()).of(x).toFloats();
            for (int i = 0; i < at.length; i++) {
                assertEquals(softsign(at[i]), y.toFloats()[i], 1e-7);
                double numeric = (softsign(at[i] + step) - softsign(at[i] - step)) / (2 * step);
                assertEquals(numeric, dx[i], 1e-6, "at " + at[i]);
            }
        }
    }

    private static double softsign(double x) {
        return x / (1 + Math.abs(x));
    }
}
