package doppel.benchmarks.turns;

import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;

/** How many operations a model takes at least, of convolutions and dense layers; a multiply-add counts as two. */
public record ModelFlops(ModelOptions options) {
    /**
     * Of convolutions and dense layers in one step: forward, and twice that backward, but for the gradient of the
     * pictures.
     *
     * @param batch faces of each identity
     */
    public double step(int batch) {
        int both = 2 * batch;
        double forward = encoder() * both + decoder(true) * both + inters(true) * batch;
        int half = options.resolution() / 2;
        return 3 * forward - conv(half, 3, options.e(), 5) * both;
    }

    /** The same for one face through the merge path, forward alone. */
    public double swap() {
        return encoder() + inters(false) + decoder(true) + decoder(false);
    }

    private double encoder() {
        Archi archi = options.archi();
        int e = options.e();
        int[] widths =
                archi.deep() ? new int[] {3, e, 2 * e, 4 * e, 8 * e, 8 * e} : new int[] {3, e, 2 * e, 4 * e, 8 * e};
        double flops = 0;
        for (int i = 1; i < widths.length; i++) flops += conv(options.resolution() >> i, widths[i - 1], widths[i], 5);
        if (archi.deep())
            flops += 2 * conv(options.resolution() / 2, e, e, 3) + 2 * conv(options.resolution() / 32, 8 * e, 8 * e, 3);
        return flops;
    }

    /** All inters that a face goes through: of a pair when training, of one face when swapping. */
    private double inters(boolean training) {
        boolean liae = options.archi().kind() == Archi.Kind.LIAE;
        int out = liae ? 2 * options.ae() : options.ae();
        int edge = options.archi().encoded(options.resolution());
        int low = options.archi().low(options.resolution());
        double one = 2.0 * options.ae() * (8.0 * options.e() * edge * edge + (double) low * low * out);
        if (!options.archi().deep()) one += conv(low, out, 4 * out, 3);
        return one * (liae ? (training ? 3 : 2) : (training ? 2 : 1));
    }

    /** @param picture whether it is painted as well, or its mask alone */
    private double decoder(boolean picture) {
        Archi archi = options.archi();
        int in = archi.kind() == Archi.Kind.LIAE ? 4 * options.ae() : options.ae();
        int[] times = archi.deep() ? new int[] {8, 8, 4, 2} : new int[] {8, 4, 2};
        int edge = archi.low(options.resolution()) * (archi.deep() ? 1 : 2);
        double flops = 0;
        int wide = in;
        int thin = in;
        for (int t : times) {
            if (picture) {
                flops += conv(edge, wide, 4 * t * options.d(), 3)
                        + 2 * conv(2 * edge, t * options.d(), t * options.d(), 3);
            }
            flops += conv(edge, thin, 4 * t * options.mask(), 3);
            wide = t * options.d();
            thin = t * options.mask();
            edge *= 2;
        }
        if (picture) flops += conv(edge, wide, 3, 1) + (archi.doubled() ? 3 * conv(edge, wide, 3, 3) : 0);
        if (archi.doubled()) {
            flops += conv(edge, thin, 4 * options.mask(), 3);
            thin = options.mask();
        }
        return flops + conv(options.resolution(), thin, 1, 1);
    }

    /** @param edge of the output in pixels */
    private static double conv(int edge, int in, int out, int kernel) {
        return 2.0 * edge * edge * in * out * kernel * kernel;
    }
}
