package doppel.nn.examples;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Activate;
import doppel.tensor.ops.Matmul;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Chapter 2. The net of {@link LearnXor}, its four cases at once, on the tape of {@code doppel.tensor}. */
final class TapeToTensors {
    private TapeToTensors() {}

    public static void main(String[] args) {
        run(new Random(7).doubles(LearnXor.WEIGHTS, -1, 1).toArray(), System.out);
    }

    /** The loss, then the gradient in the order of {@link LearnXor}'s weights. */
    static double[] run(double[] weights, PrintStream out) {
        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope model = new TensorScope(kernels)) {
            Tensor hidden = model.variable(model.of(new Shape(2, 3), pick(weights, 0, 3, 6, 1, 4, 7)));
            Tensor hiddenBias = model.variable(model.of(new Shape(3), pick(weights, 2, 5, 8)));
            Tensor output = model.variable(model.of(new Shape(3, 1), pick(weights, 9, 10, 11)));
            Tensor outputBias = model.variable(model.of(new Shape(1), pick(weights, 12)));

            try (TensorScope step = model.recording()) {
                Tensor x = step.of(new Shape(4, 2), -1, -1, -1, 1, 1, -1, 1, 1);
                Tensor wanted = step.of(new Shape(4, 1), -1, 1, 1, -1);
                Tensor h = new Activate(Activation.TANH).apply(new Matmul().apply(x, hidden, hiddenBias));
                Tensor y = new Matmul().apply(h, output, outputBias);
                Tensor error = y.minus(wanted);
                Tensor loss = error.times(error).times(0.5).sum();
                Gradients gradients = step.tape().backward(loss);

                out.printf("%d notes on the tape, loss %.5f%n", step.tape().size(), loss.item());
                for (Tensor w : List.of(hidden, hiddenBias, output, outputBias)) {
                    out.println(
                            w.shape() + " " + Arrays.toString(gradients.of(w).toFloats()));
                }
                float[] w = gradients.of(hidden).toFloats();
                float[] b = gradients.of(hiddenBias).toFloats();
                float[] v = gradients.of(output).toFloats();
                float[] c = gradients.of(outputBias).toFloats();
                return new double[] {
                    loss.item(), w[0], w[3], b[0], w[1], w[4], b[1], w[2], w[5], b[2], v[0], v[1], v[2], c[0]
                };
            }
        }
    }

    private static float[] pick(double[] from, int... places) {
        float[] picked = new float[places.length];
        for (int i = 0; i < places.length; i++) picked[i] = (float) from[places[i]];
        return picked;
    }
}
