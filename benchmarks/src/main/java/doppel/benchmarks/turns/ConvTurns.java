package doppel.benchmarks.turns;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Single convolutions at batch 4, in turns. In bf16 the peer has all its tensors in bf16, ours what it keeps between
 * layers; weights and their gradients are f32 with us.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class ConvTurns {
    /** Written {@code in-out-kernel-stride-edge}, the edge that of the input in pixels; 4 pictures. */
    public record Layer(int in, int out, int kernel, int stride, int edge) {
        /** Pictures. */
        public static final int BATCH = 4;

        /** Reads it. */
        public static Layer parse(String text) {
            int[] n = Arrays.stream(text.split("-", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Layer(n[0], n[1], n[2], n[3], n[4]);
        }

        /** Of one pass; a multiply-add counts as two. */
        public double flops() {
            int edge = this.edge / stride;
            return 2.0 * BATCH * edge * edge * in * out * kernel * kernel;
        }
    }

    /** What of it. */
    public enum Pass {
        FORWARD,
        BACKWARD_DATA,
        BACKWARD_WEIGHTS
    }

    @Param({"512-512-3-1-32", "512-1024-3-1-32", "256-512-3-1-64", "128-128-3-1-128", "128-256-5-2-32"})
    public String layer = "";

    @Param({"FORWARD", "BACKWARD_DATA", "BACKWARD_WEIGHTS"})
    public Pass pass = Pass.FORWARD;

    @Param({"fp32", "bf16"})
    public String precision = "";

    private Kernels kernels;
    private Turns turns;

    /** Draws the tensors of all. */
    @Setup(Level.Trial)
    public void open() {
        Optional<Peer> peer = Peer.loaded();
        Layer sizes = Layer.parse(layer);
        Precision p = Precision.parse(precision);
        kernels = Backends.open(new Device.Cpu(), p);
        turns = new Turns(Double.POSITIVE_INFINITY); // parity tests compare the results
        turns.add(ours(sizes));
        peer.ifPresent(library -> library.ways().forEach(way -> turns.add(library.convolution(way, sizes, pass, p))));
    }

    private Contender ours(Layer sizes) {
        Conv2dOptions options = Conv2dOptions.same(sizes.kernel).withStride(sizes.stride);
        Shape input = new Shape(Layer.BATCH, sizes.edge, sizes.edge, sizes.in);
        Shape weights = new Shape(sizes.out, sizes.kernel, sizes.kernel, sizes.in);
        Buffer x = drawn(input, kernels.storage());
        Buffer w = drawn(weights, DType.F32);
        Buffer bias = drawn(new Shape(sizes.out), DType.F32);
        Buffer y = drawn(options.outputShape(input, weights), kernels.storage());
        Runnable work = switch (pass) {
            case FORWARD -> () -> kernels.conv().forward(x, w, bias, null, options, Activation.NONE, y);
            case BACKWARD_DATA -> () -> kernels.conv().backwardData(y, w, options, x);
            case BACKWARD_WEIGHTS -> () -> kernels.conv().backwardWeights(x, y, options, w, bias);
        };
        return new Contender() {
            @Override
            public String way() {
                return OURS;
            }

            @Override
            public double run() {
                work.run();
                kernels.synchronize();
                return 0;
            }

            @Override
            public void close() {} // with the back-end
        };
    }

    private Buffer drawn(Shape shape, DType type) {
        Buffer b = kernels.memory().allocate(shape, type);
        kernels.random().uniform(1, b.elements(), -1, 1, b);
        return b;
    }

    /** One of each. */
    @Benchmark
    public double round(Turns.Times times) {
        return turns.take(times);
    }

    /** Frees all. */
    @TearDown
    public void close() {
        turns.close();
        kernels.close();
    }
}
