package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalarTapeTest {
    @Test
    void itHasAtMostEightyLines() throws IOException {
        Path file = Path.of("src/examples/java/doppel/nn/examples/ScalarTape.java");
        assertTrue(Files.readAllLines(file).size() <= 80, file.toString());
    }

    @Test
    void aNumberUsedTwiceGetsTheSumOfBothWays() {
        var tape = new ScalarTape();
        ScalarTape.Num x = tape.number(3);
        ScalarTape.Num y = x.times(x).times(x).minus(x.times(2)); // x^3 - 2x
        assertEquals(21, y.value());
        assertArrayEquals(new double[] {25}, tape.gradient(y, x));
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        double[] w = new Random(5).doubles(LearnXor.WEIGHTS, -1, 1).toArray();
        var tape = new ScalarTape();
        ScalarTape.Num[] numbers = LearnXor.numbers(tape, w);
        double[] gradient = tape.gradient(LearnXor.loss(tape, numbers), numbers);
        for (int i = 0; i < w.length; i++) {
            double numeric = (lossAt(w, i, 1e-5) - lossAt(w, i, -1e-5)) / 2e-5;
            assertEquals(numeric, gradient[i], 1e-8, "weight " + i);
        }
    }

    private static double lossAt(double[] w, int i, double step) {
        double[] moved = w.clone();
        moved[i] += step;
        var tape = new ScalarTape();
        return LearnXor.loss(tape, LearnXor.numbers(tape, moved)).value();
    }

    @Test
    void fourNeuronsLearnExclusiveOr() {
        double loss = LearnXor.train(7, 100, new PrintStream(OutputStream.nullOutputStream()));
        assertTrue(loss < 1e-3, "loss " + loss);
    }
}
