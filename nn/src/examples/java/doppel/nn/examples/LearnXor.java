package doppel.nn.examples;

import java.io.PrintStream;
import java.util.Random;

/** Chapter 1. Four neurons learn exclusive-or on the {@link ScalarTape}. */
final class LearnXor {
    /** Three hidden neurons with two inputs and a bias each, then one with three and a bias. */
    static final int WEIGHTS = 3 * 3 + 4;

    private static final double[][] CASES = {{-1, -1, -1}, {-1, 1, 1}, {1, -1, 1}, {1, 1, -1}}; // a, b, a xor b

    private LearnXor() {}

    public static void main(String[] args) {
        train(7, 100, System.out);
    }

    /** The loss after some steps of gradient descent. */
    static double train(long seed, int steps, PrintStream out) {
        Random random = new Random(seed);
        double[] w = random.doubles(WEIGHTS, -1, 1).toArray();
        double value = 0;
        for (int step = 0; step <= steps; step++) {
            var tape = new ScalarTape();
            ScalarTape.Num[] weights = numbers(tape, w);
            ScalarTape.Num loss = loss(tape, weights);
            double[] gradient = tape.gradient(loss, weights);
            for (int i = 0; i < w.length; i++) w[i] -= 0.1 * gradient[i];
            value = loss.value();
            if (step % 20 == 0) out.printf("step %3d  loss %.5f%n", step, value);
        }
        return value;
    }

    static ScalarTape.Num[] numbers(ScalarTape tape, double... values) {
        ScalarTape.Num[] numbers = new ScalarTape.Num[values.length];
        for (int i = 0; i < values.length; i++) numbers[i] = tape.number(values[i]);
        return numbers;
    }

    /** Half the sum of the squared errors over the four cases. */
    static ScalarTape.Num loss(ScalarTape tape, ScalarTape.Num... w) {
        ScalarTape.Num loss = tape.number(0);
        for (double[] c : CASES) {
            ScalarTape.Num y = w[12];
            for (int h = 0; h < 3; h++) {
                ScalarTape.Num hidden =
                        w[3 * h].times(c[0]).plus(w[3 * h + 1].times(c[1])).plus(w[3 * h + 2]);
                y = y.plus(hidden.tanh().times(w[9 + h]));
            }
            ScalarTape.Num error = y.minus(tape.number(c[2]));
            loss = loss.plus(error.times(error).times(0.5));
        }
        return loss;
    }
}
