package doppel.benchmarks.gpu;

import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.util.List;

/**
 * A convolution of a standard model at batch 8, channels filled up to a multiple of 8.
 *
 * @param name model and place
 * @param n pictures: source and destination together where both go through
 * @param in channels
 * @param edge of the input in pixels
 * @param out channels
 * @param kernel edge of a window; padded so that the output has {@code edge / stride} pixels
 */
public record Site(String name, int n, int in, int edge, int out, int kernel, int stride) {
    /** All convolutions of df-128 and liae-ud-256 that differ. */
    public static final List<Site> ALL = List.of(
            new Site("df-128 encoder 0", 16, 8, 128, 64, 5, 2),
            new Site("df-128 encoder 1", 16, 64, 64, 128, 5, 2),
            new Site("df-128 encoder 2", 16, 128, 32, 256, 5, 2),
            new Site("df-128 encoder 3", 16, 256, 16, 512, 5, 2),
            new Site("df-128 inter up", 8, 256, 8, 1024, 3, 1),
            new Site("df-128 decoder up 0", 8, 256, 16, 2048, 3, 1),
            new Site("df-128 decoder residual 0", 8, 512, 32, 512, 3, 1),
            new Site("df-128 decoder up 1", 8, 512, 32, 1024, 3, 1),
            new Site("df-128 decoder residual 1", 8, 256, 64, 256, 3, 1),
            new Site("df-128 decoder up 2", 8, 256, 64, 512, 3, 1),
            new Site("df-128 decoder residual 2", 8, 128, 128, 128, 3, 1),
            new Site("df-128 mask up 0", 8, 256, 16, 704, 3, 1),
            new Site("df-128 mask up 1", 8, 176, 32, 352, 3, 1),
            new Site("df-128 mask up 2", 8, 88, 64, 176, 3, 1),
            new Site("liae-ud-256 encoder 0", 16, 8, 256, 64, 5, 2),
            new Site("liae-ud-256 encoder 1", 16, 64, 128, 128, 5, 2),
            new Site("liae-ud-256 encoder 2", 16, 128, 64, 256, 5, 2),
            new Site("liae-ud-256 encoder 3", 16, 256, 32, 512, 5, 2),
            new Site("liae-ud-256 inter up", 16, 512, 8, 2048, 3, 1),
            new Site("liae-ud-256 decoder up 0", 16, 1024, 16, 2048, 3, 1),
            new Site("liae-ud-256 decoder residual 0", 16, 512, 32, 512, 3, 1),
            new Site("liae-ud-256 decoder up 1", 16, 512, 32, 1024, 3, 1),
            new Site("liae-ud-256 decoder residual 1", 16, 256, 64, 256, 3, 1),
            new Site("liae-ud-256 decoder up 2", 16, 256, 64, 512, 3, 1),
            new Site("liae-ud-256 decoder residual 2", 16, 128, 128, 128, 3, 1),
            new Site("liae-ud-256 heads", 16, 128, 128, 16, 3, 1),
            new Site("liae-ud-256 mask up 0", 16, 1024, 16, 704, 3, 1),
            new Site("liae-ud-256 mask up 1", 16, 176, 32, 352, 3, 1),
            new Site("liae-ud-256 mask up 2", 16, 88, 64, 176, 3, 1),
            new Site("liae-ud-256 mask up 3", 16, 48, 128, 96, 3, 1));

    /**
     * One of {@link #ALL} by its name, spaces written as dashes.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Site named(String name) {
        return ALL.stream()
                .filter(site -> site.name.replace(' ', '-').equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("convolution site: no " + name));
    }

    /** The same with a sixteenth of the channels and a fourth of the edge, for two pictures. */
    Site small() {
        return new Site(name, 2, Math.max(1, in / 16), edge / 4, Math.max(1, out / 16), kernel, stride);
    }

    /** {@code [n, h, w, c]}. */
    Shape input() {
        return new Shape(n, edge, edge, in);
    }

    /** {@code [k, kh, kw, c]}. */
    Shape weights() {
        return new Shape(out, kernel, kernel, in);
    }

    /** {@code [n, oh, ow, k]}. */
    Shape output() {
        return options().outputShape(input(), weights());
    }

    Conv2dOptions options() {
        return Conv2dOptions.same(kernel).withStride(stride);
    }

    /** Of one pass; a multiply-add counts as two. */
    public long flops() {
        return 2 * output().elements() * in * kernel * kernel;
    }
}
