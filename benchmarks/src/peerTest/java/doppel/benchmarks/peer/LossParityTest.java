package doppel.benchmarks.peer;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.nn.losses.GaussianBlur;
import doppel.nn.losses.ImageLoss;
import doppel.nn.losses.StyleLoss;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses with their gradients, from their formulas in libtorch. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossParityTest {
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
    void meanSquare(long seed) {
        var at = new Layered(kernels, "mean square", seed);
        Draw d = at.draw();
        int[] shape = d.pictures(2);
        Trial.Peer theirs = x -> torch.mse_loss(x[0], x[1], 0).mean(1, 2, 3);
        at.check(x -> ImageLoss.meanSquare(x[0], x[1]), theirs, d.values(shape), d.values(shape));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void meanAbsolute(long seed) {
        var at = new Layered(kernels, "mean absolute", seed);
        Draw d = at.draw();
        int[] shape = d.pictures(2);
        Trial.Peer theirs = x -> torch.l1_loss(x[0], x[1], 0).mean(1, 2, 3);
        at.check(x -> ImageLoss.meanAbsolute(x[0], x[1]), theirs, d.values(shape), d.values(shape));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void dssim(long seed) {
        var at = new Layered(kernels, "dssim", seed);
        Draw d = at.draw();
        int window = d.between(5, 11);
        int[] shape = {d.between(1, 3), d.between(window, 20), d.between(window, 20), 3};
        Trial.Peer theirs =
                x -> ReductionCases.dissimilarity(x[0], x[1], window).mean(1, 2, 3);
        at.check(x -> ImageLoss.dssim(x[0], x[1], window), theirs, d.positive(shape), d.positive(shape));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void totalVariation(long seed) {
        var at = new Layered(kernels, "total variation", seed);
        Draw d = at.draw();
        Trial.Peer theirs = x -> {
            Tensor down = x[0].diff(1, 1, new TensorOptional(), new TensorOptional());
            Tensor across = x[0].diff(1, 2, new TensorOptional(), new TensorOptional());
            return down.mul(down).sum(1, 2, 3).add(across.mul(across).sum(1, 2, 3));
        };
        at.check(x -> ImageLoss.totalVariation(x[0]), theirs, d.values(d.pictures(2)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void styleOfNearestPatches(long seed) {
        var at = new Layered(kernels, "style", seed);
        Draw d = at.draw();
        int patch = (int) seed;
        int n = d.between(1, 2);
        int k = d.between(2, 4);
        int h = d.between(patch, 6);
        int w = d.between(patch, 6);
        int c = d.of(3, 16, 17);
        Trial.Peer theirs = x -> {
            Tensor u = patches(x[0], patch).unsqueeze(1);
            Tensor v = patches(x[1].reshape((long) n * k, h, w, c), patch).reshape(n, k, u.size(2), u.size(3));
            Tensor distances = torch.cosine_similarity(u, v, 2, 1e-8).neg().add(Torch.number(1));
            return distances.amin(new long[] {1}, false).mean(1);
        };
        Input styles = d.values(n, k, h, w, c);
        at.check(x -> StyleLoss.nearest(x[0], x[1], patch), theirs, d.values(n, h, w, c), styles);
    }

    /** {@code [n, h, w, c]} to {@code [n, c * patch^2, positions]}. */
    private static Tensor patches(Tensor x, int patch) {
        return torch.im2col(Torch.channelsFirst(x), Torch.twice(patch), Torch.twice(1), Torch.twice(0), Torch.twice(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.8, 1.5, 2, 3.3})
    void gaussianBlur(double sigma) {
        var at = new Layered(kernels, "gaussian blur", (long) (sigma * 10));
        Draw d = at.draw();
        int size = Math.max(3, (int) (4 * sigma));
        int odd = size % 2 == 0 ? size + 1 : size;
        Trial.Peer theirs = x -> {
            Tensor along =
                    torch.arange(Torch.number(odd)).to(torch.ScalarType.Double).sub(Torch.number((odd - 1) / 2.0));
            Tensor bell =
                    along.mul(along).mul(Torch.number(-0.5 / sigma / sigma)).exp();
            Tensor square = bell.view(odd, 1).mul(bell.view(1, odd));
            long c = x[0].size(3);
            Tensor taps = square.div(square.sum()).expand(c, 1, odd, odd);
            long[] ones = Torch.twice(1);
            return Torch.channelsLast(torch.conv2d(
                    Torch.channelsFirst(x[0]), taps, new TensorOptional(), ones, Torch.twice(odd / 2), ones, c));
        };
        at.check(x -> new GaussianBlur(sigma).forward(x[0]), theirs, d.values(d.pictures(3)));
    }
}
