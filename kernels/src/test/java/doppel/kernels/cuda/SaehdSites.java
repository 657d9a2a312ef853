package doppel.kernels.cuda;

import doppel.bindings.cudnn.CudnnType;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The convolutions of a training step of a SAEHD model, by what it is made of; as the application calls them, without
 * windows of one pixel, which are products.
 *
 * @param name such as {@code df-128}
 * @param liae else df
 * @param doubled option d
 * @param batch faces of each identity
 */
record SaehdSites(
        String name, boolean liae, boolean doubled, int resolution, int ae, int e, int d, int mask, int batch) {
    /** DeepFaceLab's default widths at the resolutions and architectures that are measured, and our presets. */
    static final List<SaehdSites> STANDARD = List.of(
            new SaehdSites("df-128", false, false, 128, 256, 64, 64, 22, 8),
            new SaehdSites("liae-ud-256", true, true, 256, 256, 64, 64, 22, 8),
            new SaehdSites("df-256", false, false, 256, 256, 64, 64, 22, 8),
            new SaehdSites("draft", false, true, 64, 128, 32, 32, 16, 8),
            new SaehdSites("quick", false, true, 96, 128, 64, 64, 16, 4),
            new SaehdSites("standard", true, true, 128, 256, 64, 64, 22, 4));

    /** A convolution of the forward pass. */
    record Layer(String name, Shape x, Shape w, Conv2dOptions options) {
        ConvSite site(ConvSite.Pass pass, CudnnType type) {
            return new ConvSite(pass, type, x, w, options.outputShape(x, w), options);
        }
    }

    List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        int both = 2 * batch;
        int[] widths = {3, e, 2 * e, 4 * e, 8 * e};
        for (int i = 0; i < 4; i++) {
            add(layers, "encoder " + i, both, resolution >> i, widths[i], widths[i + 1], 5, 2);
        }
        int low = resolution / (doubled ? 32 : 16);
        int out = liae ? 2 * ae : ae;
        add(layers, "inter", both, low, out, 4 * out, 3, 1);
        if (liae) add(layers, "inter of one", batch, low, out, 4 * out, 3, 1);
        int n = liae ? both : batch;
        decoder(layers, "", n, 2 * low, liae ? 4 * ae : ae, d);
        decoder(layers, "mask ", n, 2 * low, liae ? 4 * ae : ae, mask);
        if (doubled) {
            add(layers, "mask up 3", n, resolution / 2, 2 * mask, 4 * mask, 3, 1);
            add(layers, "head", n, resolution / 2, 2 * d, 3, 3, 1);
        }
        return layers;
    }

    private static void decoder(List<Layer> layers, String prefix, int n, int edge, int in, int width) {
        int from = in;
        for (int i = 0; i < 3; i++) {
            int to = (8 >> i) * width;
            add(layers, prefix + "up " + i, n, edge << i, from, 4 * to, 3, 1);
            if (prefix.isEmpty()) add(layers, "residual " + i, n, edge << (i + 1), to, to, 3, 1);
            from = to;
        }
    }

    private static void add(List<Layer> layers, String name, int n, int edge, int in, int out, int kernel, int stride) {
        layers.add(new Layer(
                name,
                new Shape(n, edge, edge, in),
                new Shape(out, kernel, kernel, in),
                Conv2dOptions.same(kernel).withStride(stride)));
    }

    @Override
    public String toString() {
        return name;
    }
}
