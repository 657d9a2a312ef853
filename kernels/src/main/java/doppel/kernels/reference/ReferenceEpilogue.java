package doppel.kernels.reference;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.EpilogueKernels;
import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Shape;
import doppel.kernels.checks.LayoutChecks;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;

/** One element at a time. */
final class ReferenceEpilogue implements EpilogueKernels {
    @Override
    public void spread(Buffer z, @Nullable Buffer bias, Activation activation, Buffer y) {
        int s = LayoutChecks.spread("spread", z, bias, y);
        int deep = z.shape().size(3);
        for (int i = 0; i < z.elements(); i++) {
            double sum = Elements.get(z, i) + (bias == null ? 0 : Elements.get(bias, i % deep));
            Elements.set(y, wide(i, z.shape(), s), ReferenceElementwise.activate(activation, sum));
        }
    }

    @Override
    public void gather(Buffer dy, Buffer y, Activation activation, Buffer dz, @Nullable Buffer dbias) {
        int s = LayoutChecks.spread("gather", dz, dbias, dy);
        LayoutChecks.spread("gather", dz, dbias, y);
        int deep = dz.shape().size(3);
        double[] sums = new double[deep];
        for (int i = 0; i < dz.elements(); i++) {
            int at = wide(i, dz.shape(), s);
            double g = Elements.get(dy, at) * ReferenceElementwise.slope(activation, Elements.get(y, at));
            Elements.set(dz, i, g);
            sums[i % deep] += g;
        }
        if (dbias != null) Elements.write(sums, dbias);
    }

    private static int wide(int i, Shape deep, int s) {
        return ReferenceLayout.wideIndex(i, deep, s, BlockOrder.BLOCK_FIRST);
    }
}
