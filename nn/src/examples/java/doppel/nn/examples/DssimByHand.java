package doppel.nn.examples;

/**
 * Chapter 7. Structural dissimilarity of two planes of pixels and its gradient by the second one, as derived in the
 * chapter. Windows lie wholly inside. Source: Wang et al., "Image quality assessment: from error visibility to
 * structural similarity", 2004.
 *
 * @param window one row of the separable window, of sum 1
 */
record DssimByHand(double[] window, double c1, double c2) {
    /** {@code (1 - mean of l * cs) / 2}. */
    double value(double[][] a, double[][] b) {
        Means m = means(a, b);
        double sum = 0;
        for (int i = 0; i < m.a.length; i++)
            for (int j = 0; j < m.a[0].length; j++) sum += at(m, i, j).l * at(m, i, j).cs;
        return (1 - sum / (m.a.length * m.a[0].length)) / 2;
    }

    /** The derivative of {@link #value} by each pixel of b. */
    double[][] gradient(double[][] a, double[][] b) {
        Means m = means(a, b);
        int rows = m.a.length;
        int columns = m.a[0].length;
        double[][] byMean = new double[rows][columns];
        double[][] byProduct = new double[rows][columns];
        double[][] bySquares = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Similarity s = at(m, i, j);
                double dl = (2 * m.a[i][j] - s.l * 2 * m.b[i][j]) / s.belowL;
                double dcs = (-2 * m.a[i][j] + s.cs * 2 * m.b[i][j]) / s.belowCs;
                byMean[i][j] = s.cs * dl + s.l * dcs;
                byProduct[i][j] = s.l * 2 / s.belowCs;
                bySquares[i][j] = -s.l * s.cs / s.belowCs;
            }
        }
        double[][] p = spread(byMean, a.length, a[0].length);
        double[][] q = spread(byProduct, a.length, a[0].length);
        double[][] r = spread(bySquares, a.length, a[0].length);
        double[][] db = new double[a.length][a[0].length];
        for (int u = 0; u < db.length; u++)
            for (int v = 0; v < db[0].length; v++)
                db[u][v] = -(p[u][v] + a[u][v] * q[u][v] + 2 * b[u][v] * r[u][v]) / (2.0 * rows * columns);
        return db;
    }

    /** Weighted means over each window: of a, of b, of ab and of a^2 + b^2. */
    private record Means(double[][] a, double[][] b, double[][] products, double[][] squares) {}

    private record Similarity(double l, double cs, double belowL, double belowCs) {}

    private Similarity at(Means m, int i, int j) {
        double a = m.a[i][j];
        double b = m.b[i][j];
        double belowL = a * a + b * b + c1;
        double belowCs = m.squares[i][j] - a * a - b * b + c2;
        return new Similarity(
                (2 * a * b + c1) / belowL, (2 * m.products[i][j] - 2 * a * b + c2) / belowCs, belowL, belowCs);
    }

    private Means means(double[][] a, double[][] b) {
        double[][] products = new double[a.length][a[0].length];
        double[][] squares = new double[a.length][a[0].length];
        for (int u = 0; u < a.length; u++) {
            for (int v = 0; v < a[0].length; v++) {
                products[u][v] = a[u][v] * b[u][v];
                squares[u][v] = a[u][v] * a[u][v] + b[u][v] * b[u][v];
            }
        }
        return new Means(blur(a), blur(b), blur(products), blur(squares));
    }

    /** Each window's mean. */
    private double[][] blur(double[][] x) {
        double[][] y = new double[x.length - window.length + 1][x[0].length - window.length + 1];
        for (int i = 0; i < y.length; i++)
            for (int j = 0; j < y[0].length; j++)
                for (int p = 0; p < window.length; p++)
                    for (int q = 0; q < window.length; q++) y[i][j] += window[p] * window[q] * x[i + p][j + q];
        return y;
    }

    /** The transpose of {@link #blur}: what each window says goes to its pixels, by their weights. */
    private double[][] spread(double[][] y, int height, int width) {
        double[][] x = new double[height][width];
        for (int i = 0; i < y.length; i++)
            for (int j = 0; j < y[0].length; j++)
                for (int p = 0; p < window.length; p++)
                    for (int q = 0; q < window.length; q++) x[i + p][j + q] += window[p] * window[q] * y[i][j];
        return x;
    }
}
