package doppel.benchmarks.peer;

import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Padding;
import doppel.nn.layers.AntiAlias;
import doppel.nn.layers.BorderPad;
import doppel.nn.layers.GaussianHeatmaps;
import doppel.nn.layers.Interpolate;
import doppel.nn.layers.SoftArgmax;
import doppel.nn.layers.TransposedConv2dLayer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers that enlarge, shrink and place pictures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MotionLayerParityTest {
    private Kernels kernels;

    @BeforeAll
    void open() {
        kernels = Backends.open(new Device.Cpu());
    }

    @AfterAll
    void close() {
        kernels.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void transposedConv2d(long seed) {
        var at = new Layered(kernels, "transposed conv2d layer", seed);
        Draw d = at.draw();
        int in = d.of(3, 16);
        int out = d.of(5, 16);
        var options = new Conv2dOptions(2, 1, 1, Padding.of(1));
        Trial.Peer theirs = x -> GeometryCases.transposed(x, options, 1);
        at.check((p, _) -> new TransposedConv2dLayer(p, in, out, 3, options, 1), theirs, d.values(2, 5, 7, in));
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "4, 2", "5, 1", "2, 2"})
    void transposedConv2dThatGrowsByItsStride(int kernel, int stride) {
        var at = new Layered(kernels, "same transposed conv2d layer", kernel);
        Draw d = at.draw();
        int over = kernel - stride;
        var cut = new Padding(over / 2, over / 2, over - over / 2, over - over / 2);
        var options = new Conv2dOptions(stride, 1, 1, cut);
        Trial.Peer theirs = x -> GeometryCases.transposed(x, options, 0);
        at.check((p, _) -> TransposedConv2dLayer.same(p, 3, 5, kernel, stride), theirs, d.values(2, 5, 7, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void antiAlias(int step) {
        var at = new Layered(kernels, "anti alias", step);
        Draw d = at.draw();
        double sigma = (step - 1) / 2.0;
        int size = 2 * (int) Math.rint(4 * sigma) + 1;
        Trial.Peer theirs = x -> {
            Tensor along =
                    torch.arange(Torch.number(size)).to(torch.ScalarType.Double).sub(Torch.number((size - 1) / 2.0));
            Tensor bell =
                    along.mul(along).mul(Torch.number(-0.5 / sigma / sigma)).exp();
            Tensor square = bell.view(size, 1).mul(bell.view(1, size));
            long c = x[0].size(3);
            long[] ones = Torch.twice(1);
            Tensor taps = square.div(square.sum()).expand(c, 1, size, size);
            Tensor blurred = Torch.channelsLast(torch.conv2d(
                    Torch.channelsFirst(x[0]), taps, new TensorOptional(), ones, Torch.twice(size / 2), ones, c));
            return every(every(blurred, 1, step), 2, step);
        };
        Input x = d.values(2, d.between(9, 17), d.between(9, 17), d.of(1, 3, 16));
        at.check((_, owner) -> new AntiAlias(owner, x.shape().size(3), 1.0 / step), theirs, x);
    }

    /** Entries 0, step, 2 step and so on. */
    private static Tensor every(Tensor x, int axis, int step) {
        Tensor numbers = torch.arange(Torch.number(0), Torch.number((double) x.size(axis)), Torch.number(step));
        return x.index_select(axis, numbers.to(torch.ScalarType.Long));
    }

    @ParameterizedTest
    @EnumSource
    void borderPad(BorderPad.Border border) {
        var at = new Layered(kernels, "border pad " + border, 1);
        Draw d = at.draw();
        var p = new Padding(d.between(0, 3), d.between(0, 3), d.between(0, 3), d.between(0, 3));
        long[] sides = {p.left(), p.right(), p.top(), p.bottom()};
        Trial.Peer theirs = x -> {
            Tensor picture = Torch.channelsFirst(x[0]);
            return Torch.channelsLast(
                    border == BorderPad.Border.EDGE
                            ? torch.replication_pad2d(picture, sides)
                            : torch.reflection_pad2d(picture, sides));
        };
        Input x = d.values(d.pictures(4));
        int h = x.shape().size(1);
        int w = x.shape().size(2);
        at.check((_, owner) -> new BorderPad(owner, h, w, p, border), theirs, x);
    }

    @ParameterizedTest
    @CsvSource({
        "2, NEAREST",
        "0.5, NEAREST",
        "2, BILINEAR",
        "0.25, BILINEAR",
        "2, BILINEAR_ALIGNED",
        "0.5, BILINEAR_ALIGNED"
    })
    void interpolate(double scale, Interpolate.Filter filter) {
        var at = new Layered(kernels, "interpolate", (long) (scale * 4));
        Draw d = at.draw();
        Trial.Peer theirs = x -> {
            Tensor picture = Torch.channelsFirst(x[0]);
            long[] size = {(long) (x[0].size(1) * scale), (long) (x[0].size(2) * scale)};
            return Torch.channelsLast(
                    switch (filter) {
                        case NEAREST -> torch.upsample_nearest2d(picture, size);
                        case BILINEAR -> torch.upsample_bilinear2d(picture, size, false);
                        case BILINEAR_ALIGNED -> torch.upsample_bilinear2d(picture, size, true);
                    });
        };
        Input x = d.values(2, 4 * d.between(1, 3), 4 * d.between(1, 3), d.length());
        at.check((_, _) -> new Interpolate(scale, filter), theirs, x);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5})
    void gaussianHeatmaps(double variance) {
        var at = new Layered(kernels, "heat maps", (long) (variance * 10));
        Draw d = at.draw();
        int h = d.between(2, 9);
        int w = d.between(2, 9);
        Trial.Peer theirs = x -> {
            Tensor apart = places(h, w).view(1, h, w, 1, 2).sub(x[0].view(x[0].size(0), 1, 1, x[0].size(1), 2));
            return apart.mul(apart).sum(4).mul(Torch.number(-0.5 / variance)).exp();
        };
        Input points = d.values(d.between(1, 3), d.between(1, 10), 2);
        at.check((_, owner) -> new GaussianHeatmaps(owner, h, w, variance), theirs, points);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1})
    void softArgmax(double temperature) {
        var at = new Layered(kernels, "soft argmax", (long) (temperature * 10));
        Draw d = at.draw();
        int h = d.between(2, 9);
        int w = d.between(2, 9);
        Trial.Peer theirs =
                x -> torch.matmul(heat(x[0], temperature), places(h, w).view((long) h * w, 2));
        at.check((_, owner) -> new SoftArgmax(owner, h, w, temperature), theirs, d.values(2, h, w, d.between(1, 10)));
    }

    /** {@code [n, k, h * w]}. */
    private static Tensor heat(Tensor x, double temperature) {
        return torch.softmax(Torch.channelsFirst(x).flatten(2, 3).div(Torch.number(temperature)), -1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void meanUnderHeat(long seed) {
        var at = new Layered(kernels, "mean under heat", seed);
        Draw d = at.draw();
        int h = d.between(2, 9);
        int w = d.between(2, 9);
        int k = d.between(1, 10);
        int m = d.between(1, 4);
        Trial.Peer theirs = x -> {
            Tensor maps = x[1].view(2, (long) h * w, k, m);
            return heat(x[0], 0.5).permute(0, 2, 1).unsqueeze(3).mul(maps).sum(1);
        };
        at.check(
                x -> SoftArgmax.mean(new SoftArgmax(x[0].scope(), h, w, 0.5).heat(x[0]), x[1]),
                theirs,
                d.values(2, h, w, k),
                d.values(2, h, w, k * m));
    }

    /** {@code [h, w, 2]}, x before y, -1 to 1. */
    private static Tensor places(int h, int w) {
        Tensor xs = torch.linspace(Torch.number(-1), Torch.number(1), w).to(torch.ScalarType.Double);
        Tensor ys = torch.linspace(Torch.number(-1), Torch.number(1), h).to(torch.ScalarType.Double);
        return torch.stack(
                new TensorVector(xs.view(1, w).expand(h, w), ys.view(h, 1).expand(h, w)), 2);
    }
}
