package doppel.benchmarks.peer;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.nn.Parameters;
import doppel.nn.layers.BatchNormLayer;
import doppel.nn.layers.Conv2dLayer;
import doppel.nn.layers.DenseLayer;
import doppel.nn.layers.GroupNormLayer;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.GroupNorm;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers with their parameters' gradients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayerParityTest {
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
    void conv2d(long seed) {
        var at = new Layered(kernels, "conv2d layer", seed);
        Draw d = at.draw();
        int in = d.of(3, 16);
        int out = d.of(5, 16);
        Conv2dOptions o = Conv2dOptions.same(3).withStride(d.between(1, 2));
        Activation activation = Activation.TANH;
        Trial.Peer theirs =
                x -> Torch.activated(ConvolutionCases.conv(x[0], x[1], new TensorOptional(x[2]), o), activation);
        Input x = d.drawn(Input.Kind.VALUE, 0, 0.1, true, 2, 13, 15, in);
        at.check((p, _) -> new Conv2dLayer(p, in, out, 3, o, activation), theirs, x);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void conv2dThatSpreads(long seed) {
        var at = new Layered(kernels, "spread conv2d layer", seed);
        Draw d = at.draw();
        int in = d.of(3, 16);
        int out = 4 * d.of(1, 5);
        Conv2dOptions o = Conv2dOptions.same(3);
        Activation activation = Activation.SIGMOID;
        Trial.Peer theirs = x -> Torch.spread(
                Torch.activated(ConvolutionCases.conv(x[0], x[1], new TensorOptional(x[2]), o), activation), 2);
        Input x = d.drawn(Input.Kind.VALUE, 0, 0.1, true, 2, 13, 15, in);
        at.check((p, _) -> Conv2dLayer.spread(p, in, out, 3, o, activation, 2), theirs, x);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void dense(long seed) {
        var at = new Layered(kernels, "dense layer", seed);
        Draw d = at.draw();
        int in = d.of(7, 100);
        int out = d.length();
        Trial.Peer theirs = x -> torch.linear(x[0], x[1].t(), new TensorOptional(x[2]));
        at.check((p, _) -> new DenseLayer(p, in, out), theirs, d.values(d.length(), in));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void groupNorm(long seed) {
        var at = new Layered(kernels, "group norm layer", seed);
        Draw d = at.draw();
        int groups = d.between(1, 4);
        int c = groups * d.of(1, 2, 8);
        Trial.Peer theirs = x -> Torch.channelsLast(torch.group_norm(
                Torch.channelsFirst(x[0]), groups, new TensorOptional(x[1]), new TensorOptional(x[2]), 1e-5, false));
        at.check((p, _) -> new GroupNormLayer(p, c, new GroupNorm(groups, 1e-5)), theirs, d.values(2, 5, 6, c));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void batchNorm(boolean training) {
        var at = new Layered(kernels, "batch norm layer", 1);
        Draw d = at.draw();
        int c = d.length();
        Trial.Peer theirs = x -> normalized(training, x);
        at.check((p, _) -> new BatchNormLayer(p, c), training, theirs, d.values(2, 5, 6, c));
    }

    /** The running pair moves in place. */
    private static org.bytedeco.pytorch.Tensor normalized(boolean training, org.bytedeco.pytorch.Tensor... x) {
        return Torch.channelsLast(torch.batch_norm(
                Torch.channelsFirst(x[0]),
                new TensorOptional(x[1]),
                new TensorOptional(x[2]),
                new TensorOptional(x[3]),
                new TensorOptional(x[4]),
                training,
                0.1,
                1e-5,
                false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void runningMomentsOfBatchNorm(long seed) {
        Draw d = new Draw("running moments", seed);
        int c = d.length();
        try (TensorScope model = new TensorScope(kernels);
                PointerScope _ = new PointerScope()) {
            var parameters = new Parameters(model, seed);
            var layer = new BatchNormLayer(parameters, c);
            var mean = Objects.requireNonNull(parameters.buffers().get("running_mean"));
            var variance = Objects.requireNonNull(parameters.buffers().get("running_var"));
            var theirMean = Parity.peer(mean);
            var theirVariance = Parity.peer(variance);
            var one = torch.ones_like(theirMean);
            for (int step = 0; step < 3; step++) {
                var x = d.values(d.between(1, 3), 3, 4, c).in(model, DType.F32);
                layer.forward(x);
                normalized(true, Parity.peer(x), one, one, theirMean, theirVariance);
            }
            Difference.check("running mean", theirMean, mean, 1e-5);
            Difference.check("running variance", theirVariance, variance, 1e-5);
        }
    }
}
