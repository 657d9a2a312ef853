package doppel.benchmarks;

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
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Convolution layers of SAEHD at 128 pixels and batch 4, forward and both gradients, in floating-point operations per
 * second; a multiply-add counts as two.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class ConvBenchmark {
    /** Input channels, output channels, kernel, stride and edge of the input in pixels. */
    @Param({"512-512-3-1-32", "512-1024-3-1-32", "256-512-3-1-64", "128-128-3-1-128", "128-256-5-2-32"})
    public String layer = "";

    @Param("cpu")
    public String device = "";

    @Param({"fp32", "bf16"})
    public String precision = "";

    /** Reported per second. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Work {
        public long flops;
    }

    private Kernels kernels;
    private Conv2dOptions options;
    private Buffer x;
    private Buffer w;
    private Buffer bias;
    private Buffer y;
    private long flops;

    /** Opens the device and draws input, weights and bias. */
    @Setup(Level.Trial)
    public void open() {
        int[] n = Arrays.stream(layer.split("-")).mapToInt(Integer::parseInt).toArray();
        kernels = Backends.open(Device.parse(device), Precision.parse(precision));
        options = Conv2dOptions.same(n[2]).withStride(n[3]);
        Shape input = new Shape(4, n[4], n[4], n[0]);
        Shape weights = new Shape(n[1], n[2], n[2], n[0]);
        Shape output = options.outputShape(input, weights);
        x = kernels.memory().allocate(input, DType.F32);
        w = kernels.memory().allocate(weights, DType.F32);
        bias = kernels.memory().allocate(new Shape(n[1]), DType.F32);
        y = kernels.memory().allocate(output, DType.F32);
        for (Buffer b : new Buffer[] {x, w, bias, y}) kernels.random().uniform(1, b.elements(), -1, 1, b);
        flops = 2 * output.elements() * n[0] * n[2] * n[2];
        check();
    }

    /** The forward pass against a sum by hand at one place. */
    private void check() {
        kernels.conv().forward(x, w, bias, null, options, Activation.NONE, y);
        float[] in = new float[(int) x.elements()];
        float[] weights = new float[(int) w.elements()];
        float[] biases = new float[(int) bias.elements()];
        float[] out = new float[(int) y.elements()];
        kernels.memory().download(x, in);
        kernels.memory().download(w, weights);
        kernels.memory().download(bias, biases);
        kernels.memory().download(y, out);
        int c = x.shape().size(3);
        int width = x.shape().size(2);
        int kernel = w.shape().size(1);
        int pad = kernel / 2;
        double sum = biases[0];
        for (int a = 0; a < kernel; a++) {
            for (int b = 0; b < kernel; b++) {
                int row = options.stride() - pad + a;
                int column = options.stride() - pad + b;
                if (row < 0 || column < 0) continue;
                for (int i = 0; i < c; i++) {
                    sum += (double) in[(row * width + column) * c + i] * weights[(a * kernel + b) * c + i];
                }
            }
        }
        float got = out[(y.shape().size(2) + 1) * y.shape().size(3)];
        double rounding = precision.equals("bf16") ? 5e-3 * Math.sqrt((double) kernel * kernel * c) : 0;
        if (Math.abs(sum - got) > 1e-3 * Math.max(1, Math.abs(sum)) + rounding) {
            throw new IllegalStateException("conv2d " + layer + ": wanted " + sum + ", got " + got);
        }
    }

    /** {@code y = act(conv(x, w) + bias)}. */
    @Benchmark
    public Buffer forward(Work work) {
        kernels.conv().forward(x, w, bias, null, options, Activation.leakyRelu(0.1), y);
        kernels.synchronize();
        work.flops += flops;
        return y;
    }

    /** Gradient of the input. */
    @Benchmark
    public Buffer backwardData(Work work) {
        kernels.conv().backwardData(y, w, options, x);
        kernels.synchronize();
        work.flops += flops;
        return x;
    }

    /** Gradients of weights and bias. */
    @Benchmark
    public Buffer backwardWeights(Work work) {
        kernels.conv().backwardWeights(x, y, options, w, bias);
        kernels.synchronize();
        work.flops += flops;
        return w;
    }

    /** Closes the device. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
