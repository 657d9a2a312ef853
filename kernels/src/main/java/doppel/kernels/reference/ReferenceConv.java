package doppel.kernels.reference;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.ConvChecks;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;

/**
 * Convolution as its definition: every triple of an output, a weight and the input they meet at is visited once, and
 * each method sums another side of {@code y += x * w}, in f64.
 */
final class ReferenceConv implements ConvKernels {
    @Override
    public void forward(
            Buffer x,
            Buffer w,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            Conv2dOptions options,
            Activation activation,
            Buffer y) {
        ConvChecks.forward(x, w, bias, residual, options, y);
        boolean mixed = ConvChecks.isMixed(x, w);
        double[] in = Elements.read(x, mixed);
        double[] weights = Elements.read(w, mixed);
        double[] out = new double[(int) y.elements()];
        visit(x.shape(), w.shape(), y.shape(), options, (xi, wi, yi) -> out[yi] += in[xi] * weights[wi]);
        int k = y.shape().size(3);
        for (int i = 0; i < out.length; i++) {
            if (bias != null) out[i] += Elements.get(bias, i % k);
            if (residual != null) out[i] += Elements.get(residual, i);
            out[i] = ReferenceElementwise.activate(activation, out[i]);
        }
        Elements.write(out, y);
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        boolean mixed = ConvChecks.isMixed(dx, w);
        double[] out = Elements.read(dy, mixed);
        double[] weights = Elements.read(w, mixed);
        double[] in = new double[(int) dx.elements()];
        visit(dx.shape(), w.shape(), dy.shape(), options, (xi, wi, yi) -> in[xi] += out[yi] * weights[wi]);
        Elements.write(in, dx);
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        boolean mixed = ConvChecks.isMixed(x, dw);
        double[] in = Elements.read(x, mixed);
        double[] out = Elements.read(dy, mixed);
        double[] weights = new double[(int) dw.elements()];
        visit(x.shape(), dw.shape(), dy.shape(), options, (xi, wi, yi) -> weights[wi] += in[xi] * out[yi]);
        Elements.write(weights, dw);
        if (dbias != null) {
            int k = dy.shape().size(3);
            double[] sums = new double[k];
            for (int i = 0; i < out.length; i++) sums[i % k] += Elements.get(dy, i);
            Elements.write(sums, dbias);
        }
    }

    /** Where the elements of one product lie in x, w and y. */
    private interface Product {
        void at(int x, int w, int y);
    }

    private static void visit(Shape x, Shape w, Shape y, Conv2dOptions options, Product product) {
        int h = x.size(1);
        int width = x.size(2);
        int perGroup = w.size(3);
        int outPerGroup = w.size(0) / options.groups();
        for (int n = 0; n < y.size(0); n++) {
            for (int i = 0; i < y.size(1); i++) {
                for (int j = 0; j < y.size(2); j++) {
                    for (int k = 0; k < y.size(3); k++) {
                        int yi = ((n * y.size(1) + i) * y.size(2) + j) * y.size(3) + k;
                        int firstChannel = k / outPerGroup * perGroup;
                        for (int a = 0; a < w.size(1); a++) {
                            int row = i * options.stride()
                                    + a * options.dilation()
                                    - options.padding().top();
                            if (row < 0 || row >= h) continue;
                            for (int b = 0; b < w.size(2); b++) {
                                int column = j * options.stride()
                                        + b * options.dilation()
                                        - options.padding().left();
                                if (column < 0 || column >= width) continue;
                                int xi = ((n * h + row) * width + column) * x.size(3) + firstChannel;
                                int wi = ((k * w.size(1) + a) * w.size(2) + b) * perGroup;
                                for (int c = 0; c < perGroup; c++) product.at(xi + c, wi + c, yi);
                            }
                        }
                    }
                }
            }
        }
    }
}
