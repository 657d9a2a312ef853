package doppel.app.align;

/** Linear least squares with a penalty on the weights, by the normal equations and Cholesky. */
final class Ridge {
    private Ridge() {}

    /**
     * The weights {@code W [outputs, inputs]} with least {@code sum |W x - y|^2 + penalty * n * mean(x^2) |W|^2}; the
     * last input is taken for the constant and goes unpunished.
     *
     * @param x {@code [n, inputs]}
     * @param y {@code [n, outputs]}
     */
    static float[] solve(float[][] x, double[][] y, double penalty) {
        int inputs = x[0].length;
        int outputs = y[0].length;
        double[][] a = new double[inputs][inputs];
        double[][] b = new double[inputs][outputs];
        for (int i = 0; i < x.length; i++) {
            float[] row = x[i];
            for (int p = 0; p < inputs; p++) {
                double v = row[p];
                if (v == 0) continue;
                double[] ap = a[p];
                for (int q = 0; q <= p; q++) ap[q] += v * row[q];
                double[] bp = b[p];
                for (int o = 0; o < outputs; o++) bp[o] += v * y[i][o];
            }
        }
        double trace = 0;
        for (int p = 0; p + 1 < inputs; p++) trace += a[p][p];
        for (int p = 0; p + 1 < inputs; p++) a[p][p] += penalty * trace / (inputs - 1);
        factor(a);
        return weights(a, b, inputs, outputs);
    }

    /** Turns the lower half into its Cholesky factor. */
    private static void factor(double[][] a) {
        for (int j = 0; j < a.length; j++) {
            for (int i = j; i < a.length; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) sum -= a[i][k] * a[j][k];
                a[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / a[j][j];
            }
        }
    }

    private static float[] weights(double[][] l, double[][] b, int inputs, int outputs) {
        float[] w = new float[outputs * inputs];
        for (int o = 0; o < outputs; o++) {
            double[] z = new double[inputs];
            for (int i = 0; i < inputs; i++) {
                double sum = b[i][o];
                for (int k = 0; k < i; k++) sum -= l[i][k] * z[k];
                z[i] = sum / l[i][i];
            }
            for (int i = inputs - 1; i >= 0; i--) {
                double sum = z[i];
                for (int k = i + 1; k < inputs; k++) sum -= l[k][i] * z[k];
                z[i] = sum / l[i][i];
                w[o * inputs + i] = (float) z[i];
            }
        }
        return w;
    }
}
