package doppel.app.model;

import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Cast;
import doppel.tensor.ops.RmsNorm;

/**
 * A face {@code [n, r, r, 3]}, BGR in 0..1, to its code {@code [n, length]}, which lists the last map in row order and
 * is of the back-end's storage type.
 */
final class Encoder implements Layer {
    private final Layer body;
    private final boolean normalised;
    private final int length;

    Encoder(Parameters p, ModelOptions options) {
        Archi archi = options.archi();
        int e = options.e();
        var blocks = new Blocks(archi.cosine());
        if (archi.deep()) {
            body = blocks.downscale(p.in("down1"), 3, e)
                    .then(blocks.residual(p.in("res1"), e))
                    .then(blocks.downscale(p.in("down2"), e, 2 * e))
                    .then(blocks.downscale(p.in("down3"), 2 * e, 4 * e))
                    .then(blocks.downscale(p.in("down4"), 4 * e, 8 * e))
                    .then(blocks.downscale(p.in("down5"), 8 * e, 8 * e))
                    .then(blocks.residual(p.in("res5"), 8 * e));
        } else {
            Parameters down = p.in("down1");
            body = blocks.downscale(down.in("downs_0"), 3, e)
                    .then(blocks.downscale(down.in("downs_1"), e, 2 * e))
                    .then(blocks.downscale(down.in("downs_2"), 2 * e, 4 * e))
                    .then(blocks.downscale(down.in("downs_3"), 4 * e, 8 * e));
        }
        normalised = archi.normalised();
        int edge = archi.encoded(options.resolution());
        length = 8 * e * edge * edge;
    }

    /** Length of a code. */
    int length() {
        return length;
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor code = body.forward(Cast.stored(x)).reshape(x.shape().size(0), length);
        return normalised ? new RmsNorm(1e-6).apply(code) : code;
    }
}
