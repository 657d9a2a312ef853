package doppel.app.model;

import doppel.kernels.Activation;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Activate;
import doppel.tensor.ops.Concat;
import doppel.tensor.ops.DepthToSpace;
import java.util.ArrayList;
import java.util.List;

/** A map of the inter to a face and its mask. */
final class Decoder {
    private final Layer body;
    private final Layer image;
    private final Layer mask;

    /**
     * The parameters are made in DeepFaceLab's order.
     *
     * @param in channels of the map
     */
    Decoder(Parameters p, ModelOptions options, int in) {
        Archi archi = options.archi();
        int[] times = archi.deep() ? new int[] {8, 8, 4, 2} : new int[] {8, 4, 2};
        var blocks = new Blocks(archi.cosine());
        List<Layer> upscales = new ArrayList<>();
        List<Layer> residuals = new ArrayList<>();
        List<Layer> masks = new ArrayList<>();
        for (int i = 0, from = in; i < times.length; from = times[i++] * options.d()) {
            upscales.add(blocks.upscale(p.in("upscale" + i), from, times[i] * options.d()));
        }
        for (int i = 0; i < times.length; i++) {
            residuals.add(blocks.residual(p.in("res" + i), times[i] * options.d()));
        }
        for (int i = 0, from = in; i < times.length; from = times[i++] * options.mask()) {
            masks.add(blocks.upscale(p.in("upscalem" + i), from, times[i] * options.mask()));
        }
        Layer main = x -> x;
        for (int i = 0; i < times.length; i++) main = main.then(upscales.get(i)).then(residuals.get(i));
        body = main;
        image = archi.doubled() ? interleaved(p, 2 * options.d()) : painted(p.in("out_conv"), 2 * options.d(), 3);
        int maskWidth = 2 * options.mask();
        if (archi.doubled()) {
            masks.add(blocks.upscale(p.in("upscalem" + times.length), maskWidth, options.mask()));
            maskWidth = options.mask();
        }
        Layer maskHead = painted(p.in("out_convm"), maskWidth, 1);
        mask = masks.stream().reduce(Layer::then).orElseThrow().then(maskHead);
    }

    Painted forward(Tensor map) {
        return new Painted(image.forward(body.forward(map)), mask(map));
    }

    /** The mask alone, at a fraction of the cost. */
    Tensor mask(Tensor map) {
        return mask.forward(map);
    }

    private static Layer painted(Parameters p, int in, int out) {
        return Blocks.head(p, in, out, 1, Activation.SIGMOID);
    }

    /** Four pictures of half the size, one for each pixel of a 2 x 2 block; the first has a 1 x 1 kernel. */
    private static Layer interleaved(Parameters p, int in) {
        List<Layer> heads = List.of(
                Blocks.head(p.in("out_conv"), in, 3, 1, Activation.NONE),
                Blocks.head(p.in("out_conv1"), in, 3, 3, Activation.NONE),
                Blocks.head(p.in("out_conv2"), in, 3, 3, Activation.NONE),
                Blocks.head(p.in("out_conv3"), in, 3, 3, Activation.NONE));
        return x -> {
            Tensor[] parts = heads.stream().map(head -> head.forward(x)).toArray(Tensor[]::new);
            return Activate.sigmoid().apply(DepthToSpace.of(2).apply(new Concat(-1).apply(parts)));
        };
    }
}
