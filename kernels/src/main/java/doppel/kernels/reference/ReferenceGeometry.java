package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.GeometryKernels;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.GeometryChecks;
import doppel.kernels.host.Elements;

/** Sampling as its definition: for each place its taps, for each tap its channels. */
final class ReferenceGeometry implements GeometryKernels {
    @Override
    public void sample(Buffer x, Buffer grid, SampleOptions options, Buffer y) {
        GeometryChecks.sample("sample", x, grid, y);
        double[] in = Elements.read(x);
        double[] out = new double[(int) y.elements()];
        visit(x.shape(), grid, options, (xi, yi, weight) -> out[yi] += weight * in[xi]);
        Elements.write(out, y);
    }

    @Override
    public void sampleBackwardData(Buffer dy, Buffer grid, SampleOptions options, Buffer dx) {
        GeometryChecks.sample("sample backward data", dx, grid, dy);
        double[] out = Elements.read(dy);
        double[] in = new double[(int) dx.elements()];
        visit(dx.shape(), grid, options, (xi, yi, weight) -> in[xi] += weight * out[yi]);
        Elements.write(in, dx);
    }

    @Override
    public void sampleBackwardGrid(Buffer dy, Buffer x, Buffer grid, SampleOptions options, Buffer dgrid) {
        GeometryChecks.sample("sample backward grid", x, grid, dy);
        Checks.sameType("sample backward grid", grid, dgrid);
        Checks.shape("sample backward grid", "dgrid", grid.shape(), dgrid);
        Shape shape = x.shape();
        int c = shape.size(3);
        double[] in = Elements.read(x);
        double[] out = Elements.read(dy);
        double[] slopes = new double[(int) grid.elements()];
        for (int place = 0; place < slopes.length / 2 && options.filter() == Filter.BILINEAR; place++) {
            Taps taps = Taps.of(grid, place, shape, options);
            for (int k = 0; k < c; k++) {
                double[] t = new double[4];
                for (int tap = 0; tap < 4; tap++) {
                    if (taps.isInside(tap, shape)) t[tap] = in[taps.index(tap, shape) + k];
                }
                double g = out[place * c + k];
                slopes[2 * place] += g * ((1 - taps.v) * (t[1] - t[0]) + taps.v * (t[3] - t[2]));
                slopes[2 * place + 1] += g * ((1 - taps.u) * (t[2] - t[0]) + taps.u * (t[3] - t[1]));
            }
            slopes[2 * place] *= options.slope(Elements.get(grid, 2L * place), shape.size(2));
            slopes[2 * place + 1] *= options.slope(Elements.get(grid, 2L * place + 1), shape.size(1));
        }
        Elements.write(slopes, dgrid);
    }

    /** An element of x, one of y that it takes part in, and how much it weighs there. */
    private interface Share {
        void at(int x, int y, double weight);
    }

    private static void visit(Shape x, Buffer grid, SampleOptions options, Share share) {
        int c = x.size(3);
        for (int place = 0; place < grid.elements() / 2; place++) {
            Taps taps = Taps.of(grid, place, x, options);
            for (int tap = 0; tap < 4; tap++) {
                if (taps.weight(tap) == 0 || !taps.isInside(tap, x)) continue;
                for (int k = 0; k < c; k++) share.at(taps.index(tap, x) + k, place * c + k, taps.weight(tap));
            }
        }
    }

    /**
     * The pixels that a place is made of: two rows and two columns from {@code (row, column)} on; u and v are the weights
     * of the second column and row. A place that takes the nearest pixel alone has both 0.
     */
    private record Taps(int picture, int row, int column, double u, double v) {
        static Taps of(Buffer grid, int place, Shape x, SampleOptions options) {
            int perPicture = grid.shape().size(1) * grid.shape().size(2);
            double px = options.pixel(Elements.get(grid, 2L * place), x.size(2));
            double py = options.pixel(Elements.get(grid, 2L * place + 1), x.size(1));
            if (options.filter() == Filter.NEAREST) {
                return new Taps(place / perPicture, (int) Math.rint(py), (int) Math.rint(px), 0, 0);
            }
            int row = (int) Math.floor(py);
            int column = (int) Math.floor(px);
            return new Taps(place / perPicture, row, column, px - column, py - row);
        }

        double weight(int tap) {
            return (tap % 2 == 0 ? 1 - u : u) * (tap < 2 ? 1 - v : v);
        }

        boolean isInside(int tap, Shape x) {
            int i = row + tap / 2;
            int j = column + tap % 2;
            return i >= 0 && i < x.size(1) && j >= 0 && j < x.size(2);
        }

        /** Of the first channel. */
        int index(int tap, Shape x) {
            return ((picture * x.size(1) + row + tap / 2) * x.size(2) + column + tap % 2) * x.size(3);
        }
    }

    @Override
    public void inverse(Buffer x, double smallest, Buffer y) {
        GeometryChecks.matrices("inverse", x, y);
        for (int at = 0; at < x.elements(); at += 4) write(inverse(matrix(x, at), smallest), y, at);
    }

    @Override
    public void inverseBackward(Buffer dy, Buffer x, double smallest, Buffer dx) {
        GeometryChecks.matrices("inverse backward", dy, x, dx);
        for (int at = 0; at < x.elements(); at += 4) {
            double[] m = matrix(x, at);
            double[] y = inverse(m, smallest);
            double[] g = matrix(dy, at);
            double[] out = new double[4];
            for (int i = 0; i < 4 && Math.abs(determinant(m)) >= smallest; i++) {
                for (int p = 0; p < 2; p++) { // out[r, s] = -sum of y[p, r] g[p, q] y[s, q]
                    for (int q = 0; q < 2; q++) out[i] -= y[2 * p + i / 2] * g[2 * p + q] * y[2 * (i % 2) + q];
                }
            }
            write(out, dx, at);
        }
    }

    @Override
    public void determinant(Buffer x, Buffer y) {
        GeometryChecks.determinants("determinant", x, y);
        for (int i = 0; i < y.elements(); i++) Elements.set(y, i, determinant(matrix(x, 4 * i)));
    }

    @Override
    public void determinantBackward(Buffer dy, Buffer x, Buffer dx) {
        GeometryChecks.determinants("determinant backward", x, dy);
        GeometryChecks.matrices("determinant backward", x, dx);
        for (int i = 0; i < dy.elements(); i++) {
            double g = Elements.get(dy, i);
            double[] m = matrix(x, 4 * i);
            write(new double[] {g * m[3], -g * m[2], -g * m[1], g * m[0]}, dx, 4 * i);
        }
    }

    private static double[] matrix(Buffer matrices, int at) {
        double[] m = new double[4];
        for (int i = 0; i < 4; i++) m[i] = Elements.get(matrices, at + i);
        return m;
    }

    private static void write(double[] m, Buffer matrices, int at) {
        for (int i = 0; i < 4; i++) Elements.set(matrices, at + i, m[i]);
    }

    private static double determinant(double[] m) {
        return m[0] * m[3] - m[1] * m[2];
    }

    private static double[] inverse(double[] m, double smallest) {
        double d = determinant(m);
        if (Math.abs(d) < smallest) return new double[] {1, 0, 0, 1};
        return new double[] {m[3] / d, -m[1] / d, -m[2] / d, m[0] / d};
    }
}
