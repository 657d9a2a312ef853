package doppel.app.model;

import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.nn.layers.DenseLayer;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Cast;

/** A code through the bottleneck to a small map: {@code [n, length]} to {@code [n, edge, edge, out]}. */
final class Inter implements Layer {
    private final DenseLayer squeeze;
    private final DenseLayer spread;
    private final Layer upscale;
    private final int low;
    private final int out;

    Inter(Parameters p, ModelOptions options, int length, int out) {
        this.out = out;
        low = options.archi().low(options.resolution());
        squeeze = new DenseLayer(p.in("dense1"), length, options.ae());
        spread = new DenseLayer(p.in("dense2"), options.ae(), low * low * out);
        upscale = options.archi().deep()
                ? x -> x
                : new Blocks(options.archi().cosine()).upscale(p.in("upscale1"), out, out);
    }

    @Override
    public Tensor forward(Tensor code) {
        Tensor map = Cast.stored(spread.forward(Cast.stored(squeeze.forward(code))));
        return upscale.forward(map.reshape(code.shape().size(0), low, low, out));
    }
}
