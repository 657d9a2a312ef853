package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.ReduceKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;

/** Adds each element of x to the element of y that would be broadcast to it, or keeps the largest of these. */
final class ReferenceReduce implements ReduceKernels {
    @Override
    public void sum(Buffer x, double factor, Buffer y) {
        reduce("sum", x, false, factor, y);
    }

    @Override
    public void sumOfSquares(Buffer x, double factor, Buffer y) {
        reduce("sum of squares", x, true, factor, y);
    }

    private static void reduce(String op, Buffer x, boolean squares, double factor, Buffer y) {
        Checks.sum(op, x, y);
        Checks.broadcasts(op, y.shape(), x.shape());
        double[] values = Elements.read(x);
        double[] sums = new double[(int) y.elements()];
        for (int i = 0; i < values.length; i++) {
            double value = squares ? values[i] * values[i] : values[i];
            sums[Broadcast.indexOf(i, x.shape(), y.shape())] += value;
        }
        for (int i = 0; i < sums.length; i++) sums[i] *= factor;
        Elements.write(sums, y);
    }

    @Override
    public void max(Buffer x, int axis, @Nullable Buffer y, Buffer index) {
        Checks.largest("max", x, axis, y, index);
        double[] values = Elements.read(x);
        double[] places = new double[(int) index.elements()];
        double[] largest = new double[places.length];
        for (int i = 0; i < values.length; i++) {
            int place = place(i, x, axis);
            int at = Broadcast.indexOf(i, x.shape(), index.shape());
            if (place > 0 && values[i] <= largest[at]) continue;
            places[at] = place;
            largest[at] = values[i];
        }
        Elements.write(places, index);
        if (y != null) Elements.write(largest, y);
    }

    @Override
    public void maxBackward(Buffer dy, Buffer index, int axis, Buffer dx) {
        Checks.largest("max backward", dx, axis, dy, index);
        double[] gradient = Elements.read(dy);
        for (int i = 0; i < dx.elements(); i++) {
            int at = Broadcast.indexOf(i, dx.shape(), index.shape());
            Elements.set(dx, i, Elements.get(index, at) == place(i, dx, axis) ? gradient[at] : 0);
        }
    }

    /** Where element i stands along an axis. */
    private static int place(int i, Buffer x, int axis) {
        int step = 1;
        for (int inner = axis + 1; inner < x.shape().rank(); inner++)
            step *= x.shape().size(inner);
        return i / step % x.shape().size(axis);
    }
}
