package doppel.nn.examples;

import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.nn.layers.Conv2dLayer;
import doppel.nn.layers.DenseLayer;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Cast;

/** Chapter 8. Squeezes a picture {@code [n, 32, 32, 3]} into eight numbers and paints it again from them. */
final class AutoEncoder implements Layer {
    static final int EDGE = 32;
    static final int CODE = 8;
    private static final int SMALL = EDGE / 8;
    private static final int DEEP = 64;
    private static final Activation BEND = Activation.leakyRelu(0.1);

    private final Layer down;
    private final Layer squeeze;
    private final Layer stretch;
    private final Layer up;

    AutoEncoder(Parameters p) {
        down = halve(p.in("down1"), 3, 16).then(halve(p.in("down2"), 16, 32)).then(halve(p.in("down3"), 32, DEEP));
        squeeze = new DenseLayer(p.in("squeeze"), SMALL * SMALL * DEEP, CODE);
        stretch = new DenseLayer(p.in("stretch"), CODE, SMALL * SMALL * DEEP);
        up = enlarge(p.in("up1"), DEEP, 32)
                .then(enlarge(p.in("up2"), 32, 16))
                .then(enlarge(p.in("up3"), 16, 16))
                .then(new Conv2dLayer(p.in("paint"), 16, 3, 3, Conv2dOptions.same(3), Activation.SIGMOID, DType.F32));
    }

    private static Layer halve(Parameters p, int in, int out) {
        return new Conv2dLayer(p, in, out, 5, Conv2dOptions.same(5).withStride(2), BEND);
    }

    /** A convolution to four times as many channels, of which four each become a block of 2 x 2 pixels. */
    private static Layer enlarge(Parameters p, int in, int out) {
        return Conv2dLayer.spread(p, in, 4 * out, 3, Conv2dOptions.same(3), BEND, 2);
    }

    @Override
    public Tensor forward(Tensor x) {
        return paint(code(x));
    }

    /** {@code [n, 32, 32, 3]} to {@code [n, 8]}. */
    Tensor code(Tensor x) {
        Tensor deep = down.forward(Cast.stored(x)); // see chapter 9; nothing happens where f32 is stored
        return squeeze.forward(deep.reshape(deep.shape().size(0), SMALL * SMALL * DEEP));
    }

    /** {@code [n, 8]} to {@code [n, 32, 32, 3]}, values in 0..1. */
    Tensor paint(Tensor code) {
        Tensor small = Cast.stored(stretch.forward(Cast.stored(code)));
        return up.forward(small.reshape(small.shape().size(0), SMALL, SMALL, DEEP));
    }
}
