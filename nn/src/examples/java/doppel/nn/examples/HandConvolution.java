package doppel.nn.examples;

import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Conv2d;
import java.io.PrintStream;
import java.util.Random;

/**
 * Chapter 3. A convolution of one picture and its two gradients, written down from the definition: {@code x [h][w][c]},
 * {@code weights [k][a][b][c]}, {@code y [i][j][k]}, stride s, p zeros around the picture.
 */
record HandConvolution(int s, int p) {
    /** What is done with each product of the sum: an output (i, j, k), a weight (k, a, b, c), an input (u, v, c). */
    private interface Meeting {
        void of(int i, int j, int k, int a, int b, int c, int u, int v);
    }

    private void visit(double[][][] x, double[][][][] weights, double[][][] y, Meeting meeting) {
        for (int i = 0; i < y.length; i++)
            for (int j = 0; j < y[0].length; j++)
                for (int k = 0; k < weights.length; k++)
                    for (int a = 0; a < weights[0].length; a++)
                        for (int b = 0; b < weights[0][0].length; b++) {
                            int u = i * s + a - p;
                            int v = j * s + b - p;
                            if (u < 0 || v < 0 || u >= x.length || v >= x[0].length) continue; // a zero of the border
                            for (int c = 0; c < x[0][0].length; c++) meeting.of(i, j, k, a, b, c, u, v);
                        }
    }

    double[][][] forward(double[][][] x, double[][][][] w) {
        double[][][] y = new double[size(x.length, w[0].length)][size(x[0].length, w[0][0].length)][w.length];
        visit(x, w, y, (i, j, k, a, b, c, u, v) -> y[i][j][k] += x[u][v][c] * w[k][a][b][c]);
        return y;
    }

    double[][][] backwardData(double[][][] dy, double[][][] x, double[][][][] w) {
        double[][][] dx = new double[x.length][x[0].length][x[0][0].length];
        visit(x, w, dy, (i, j, k, a, b, c, u, v) -> dx[u][v][c] += dy[i][j][k] * w[k][a][b][c]);
        return dx;
    }

    double[][][][] backwardWeights(double[][][] dy, double[][][] x, double[][][][] w) {
        double[][][][] dw = new double[w.length][w[0].length][w[0][0].length][w[0][0][0].length];
        visit(x, w, dy, (i, j, k, a, b, c, u, v) -> dw[k][a][b][c] += dy[i][j][k] * x[u][v][c]);
        return dw;
    }

    private int size(int in, int window) {
        return (in + 2 * p - window) / s + 1;
    }

    public static void main(String[] args) {
        for (var convolution : new HandConvolution[] {new HandConvolution(1, 1), new HandConvolution(2, 2)}) {
            System.out.printf("%s: largest differences%n", convolution);
            convolution.compare(System.out);
        }
    }

    /** The largest difference between these loops and the kernels, for y, dx and dw. */
    double[] compare(PrintStream out) {
        Random random = new Random(3);
        double[][][] x = random(random, 9, 8, 5);
        double[][][][] w = {random(random, 3, 3, 5), random(random, 3, 3, 5), random(random, 3, 3, 5)};
        double[][][] y = forward(x, w);
        double[][][] dy = random(random, y.length, y[0].length, y[0][0].length);

        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope model = new TensorScope(kernels);
                TensorScope step = model.recording()) {
            Tensor tx = model.variable(model.of(new Shape(1, 9, 8, 5), flat(x)));
            Tensor tw = model.variable(model.of(new Shape(3, 3, 3, 5), flat(w)));
            var options = Conv2dOptions.DEFAULT.withStride(s).withPadding(Padding.of(p));
            Tensor ty = new Conv2d(options).applyIn(step, tx, tw);
            Tensor loss = ty.times(step.of(ty.shape(), flat(dy))).sum(); // so that the gradient of y is dy
            Gradients gradients = step.tape().backward(loss);
            double[] differences = {
                difference(flat(y), ty),
                difference(flat(backwardData(dy, x, w)), gradients.of(tx)),
                difference(flat(backwardWeights(dy, x, w)), gradients.of(tw))
            };
            out.printf("  y %.1e  dx %.1e  dw %.1e%n", differences[0], differences[1], differences[2]);
            return differences;
        }
    }

    static double[][][] random(Random random, int h, int w, int c) {
        double[][][] x = new double[h][w][];
        for (double[][] row : x)
            for (int j = 0; j < w; j++) row[j] = random.doubles(c, -1, 1).toArray();
        return x;
    }

    private static float[] flat(double[][][]... pictures) {
        int n = pictures.length * pictures[0].length * pictures[0][0].length * pictures[0][0][0].length;
        float[] flat = new float[n];
        int at = 0;
        for (double[][][] picture : pictures)
            for (double[][] row : picture) for (double[] pixel : row) for (double v : pixel) flat[at++] = (float) v;
        return flat;
    }

    private static double difference(float[] expected, Tensor actual) {
        float[] values = actual.toFloats();
        double largest = 0;
        for (int i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] - expected[i]));
        return largest;
    }
}
