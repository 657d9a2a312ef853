package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.PoolOptions;
import doppel.kernels.ResampleKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.ResampleChecks;
import doppel.kernels.host.Elements;

/** Pooling and changes of size, each output from the pixels it stands for. */
final class ReferenceResample implements ResampleKernels {
    @Override
    public void maxPool(Buffer x, PoolOptions options, Buffer y) {
        ResampleChecks.pool("max pool", x, options, y);
        double[] in = Elements.read(x);
        for (int o = 0; o < y.elements(); o++) {
            Elements.set(y, o, in[Window.of(o, y.shape(), x.shape(), options).largest(in)]);
        }
    }

    @Override
    public void maxPoolBackward(Buffer dy, Buffer x, PoolOptions options, Buffer dx) {
        ResampleChecks.pool("max pool backward", x, options, dy);
        ResampleChecks.pool("max pool backward", dx, options, dy);
        double[] in = Elements.read(x);
        double[] out = new double[in.length];
        for (int o = 0; o < dy.elements(); o++) {
            out[Window.of(o, dy.shape(), x.shape(), options).largest(in)] += Elements.get(dy, o);
        }
        Elements.write(out, dx);
    }

    @Override
    public void averagePool(Buffer x, PoolOptions options, Buffer y) {
        ResampleChecks.pool("average pool", x, options, y);
        double[] in = Elements.read(x);
        for (int o = 0; o < y.elements(); o++) {
            Window window = Window.of(o, y.shape(), x.shape(), options);
            double sum = 0;
            for (int i = window.top(); i < window.bottom(); i++) {
                for (int j = window.left(); j < window.right(); j++) sum += in[window.index(i, j)];
            }
            Elements.set(y, o, sum / window.pixels());
        }
    }

    @Override
    public void averagePoolBackward(Buffer dy, PoolOptions options, Buffer dx) {
        ResampleChecks.pool("average pool backward", dx, options, dy);
        double[] out = new double[(int) dx.elements()];
        for (int o = 0; o < dy.elements(); o++) {
            Window window = Window.of(o, dy.shape(), dx.shape(), options);
            double share = Elements.get(dy, o) / window.pixels();
            for (int i = window.top(); i < window.bottom(); i++) {
                for (int j = window.left(); j < window.right(); j++) out[window.index(i, j)] += share;
            }
        }
        Elements.write(out, dx);
    }

    /** The pixels of one channel that one pooled value stands for; bottom and right are exclusive. */
    private record Window(int top, int bottom, int left, int right, int picture, int channel, Shape x) {
        /** The window of element {@code o} of y. */
        static Window of(int o, Shape y, Shape x, PoolOptions options) {
            int channel = o % y.size(3);
            int j = o / y.size(3) % y.size(2);
            int i = o / y.size(3) / y.size(2) % y.size(1);
            int picture = o / y.size(3) / y.size(2) / y.size(1);
            int top = i * options.stride() - options.padding().top();
            int left = j * options.stride() - options.padding().left();
            return new Window(
                    Math.max(top, 0),
                    Math.min(top + options.size(), x.size(1)),
                    Math.max(left, 0),
                    Math.min(left + options.size(), x.size(2)),
                    picture,
                    channel,
                    x);
        }

        int pixels() {
            return (bottom - top) * (right - left);
        }

        int index(int i, int j) {
            return ((picture * x.size(1) + i) * x.size(2) + j) * x.size(3) + channel;
        }

        /** Index of the first largest value, in row order. */
        int largest(double[] in) {
            int best = index(top, left);
            for (int i = top; i < bottom; i++) {
                for (int j = left; j < right; j++) {
                    if (in[index(i, j)] > in[best]) best = index(i, j);
                }
            }
            return best;
        }
    }

    @Override
    public void nearest(Buffer x, Buffer y) {
        ResampleChecks.resize("nearest", x, y);
        resample(x, y, ReferenceResample::nearestTaps, false);
    }

    @Override
    public void nearestBackward(Buffer dy, Buffer dx) {
        ResampleChecks.resize("nearest backward", dx, dy);
        resample(dx, dy, ReferenceResample::nearestTaps, true);
    }

    @Override
    public void bilinear(Buffer x, boolean alignCorners, Buffer y) {
        ResampleChecks.resize("bilinear", x, y);
        resample(x, y, bilinearTaps(alignCorners), false);
    }

    @Override
    public void bilinearBackward(Buffer dy, boolean alignCorners, Buffer dx) {
        ResampleChecks.resize("bilinear backward", dx, dy);
        resample(dx, dy, bilinearTaps(alignCorners), true);
    }

    /** Two source pixels along an axis; the first weighs {@code 1 - weight}, the second {@code weight}. */
    private record Taps(int first, int second, double weight) {}

    private interface Sampling {
        /** Where pixel i of {@code to} pixels comes from among {@code from}. */
        Taps at(int i, int from, int to);
    }

    private static Taps nearestTaps(int i, int from, int to) {
        int source = (int) ((long) i * from / to);
        return new Taps(source, source, 0);
    }

    private static Sampling bilinearTaps(boolean alignCorners) {
        return alignCorners
                ? (i, from, to) -> tapsAt(to == 1 ? 0 : (double) i * (from - 1) / (to - 1), from)
                : (i, from, to) -> tapsAt((i + 0.5) * from / to - 0.5, from);
    }

    private static Taps tapsAt(double position, int from) {
        int first = (int) Math.floor(position);
        return new Taps(Math.clamp(first, 0, from - 1), Math.clamp(first + 1L, 0, from - 1), position - first);
    }

    /** {@code y = A x}, the weights of A from the taps of rows and columns; backward {@code x = A^T y}. */
    private static void resample(Buffer x, Buffer y, Sampling sampling, boolean backward) {
        Shape from = x.shape();
        Shape to = y.shape();
        double[] source = backward ? new double[(int) x.elements()] : Elements.read(x);
        double[] target = backward ? Elements.read(y) : new double[(int) y.elements()];
        for (int o = 0; o < target.length; o++) {
            int channel = o % to.size(3);
            Taps columns = sampling.at(o / to.size(3) % to.size(2), from.size(2), to.size(2));
            Taps rows = sampling.at(o / to.size(3) / to.size(2) % to.size(1), from.size(1), to.size(1));
            int picture = o / to.size(3) / to.size(2) / to.size(1);
            for (int tap = 0; tap < 4; tap++) {
                int row = tap < 2 ? rows.first() : rows.second();
                int column = tap % 2 == 0 ? columns.first() : columns.second();
                double weight = (tap < 2 ? 1 - rows.weight() : rows.weight())
                        * (tap % 2 == 0 ? 1 - columns.weight() : columns.weight());
                int s = ((picture * from.size(1) + row) * from.size(2) + column) * from.size(3) + channel;
                if (backward) source[s] += weight * target[o];
                else target[o] += weight * source[s];
            }
        }
        if (backward) Elements.write(source, x);
        else Elements.write(target, y);
    }
}
