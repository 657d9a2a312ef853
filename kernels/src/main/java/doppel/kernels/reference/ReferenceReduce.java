package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.ReduceKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.Elements;

/** Adds each element of x to the element of y that would be broadcast to it. */
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
}
