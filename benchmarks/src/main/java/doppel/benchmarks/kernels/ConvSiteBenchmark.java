package doppel.benchmarks.kernels;

import doppel.benchmarks.gpu.Site;
import doppel.benchmarks.gpu.SiteWork;
import doppel.benchmarks.gpu.SiteWork.Pass;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * Every convolution of the standard models at batch 8, all three passes, in floating-point operations per second; a
 * multiply-add counts as two.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class ConvSiteBenchmark {
    @Param({
        "df-128-encoder-0",
        "df-128-encoder-1",
        "df-128-encoder-2",
        "df-128-encoder-3",
        "df-128-inter-up",
        "df-128-decoder-up-0",
        "df-128-decoder-residual-0",
        "df-128-decoder-up-1",
        "df-128-decoder-residual-1",
        "df-128-decoder-up-2",
        "df-128-decoder-residual-2",
        "df-128-mask-up-0",
        "df-128-mask-up-1",
        "df-128-mask-up-2",
        "liae-ud-256-encoder-0",
        "liae-ud-256-encoder-1",
        "liae-ud-256-encoder-2",
        "liae-ud-256-encoder-3",
        "liae-ud-256-inter-up",
        "liae-ud-256-decoder-up-0",
        "liae-ud-256-decoder-residual-0",
        "liae-ud-256-decoder-up-1",
        "liae-ud-256-decoder-residual-1",
        "liae-ud-256-decoder-up-2",
        "liae-ud-256-decoder-residual-2",
        "liae-ud-256-heads",
        "liae-ud-256-mask-up-0",
        "liae-ud-256-mask-up-1",
        "liae-ud-256-mask-up-2",
        "liae-ud-256-mask-up-3"
    })
    public String site = "";

    @Param("cuda")
    public String device = "";

    @Param("bf16")
    public String precision = "";

    private Kernels kernels;
    private SiteWork work;
    private long flops;

    /** Reported per second. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Work {
        public long flops;
    }

    /** Opens the device, draws operands and checks each pass against the definition at one place. */
    @Setup
    public void open() {
        Device on = Device.parse(device);
        Precision by = Precision.parse(precision);
        Site chosen = Site.named(site);
        kernels = Backends.open(on, by);
        boolean narrow = by == Precision.BF16;
        work = new SiteWork(kernels, chosen, kernels.storage(), narrow);
        flops = chosen.flops();
        work.check();
    }

    @Benchmark
    public void forward(Work done) {
        run(Pass.FORWARD, done);
    }

    @Benchmark
    public void backwardData(Work done) {
        run(Pass.DATA, done);
    }

    @Benchmark
    public void backwardWeights(Work done) {
        run(Pass.WEIGHTS, done);
    }

    private void run(Pass pass, Work done) {
        work.run(pass);
        kernels.synchronize();
        done.flops += flops;
    }

    /** Closes the device. */
    @TearDown
    public void close() {
        work.close();
        kernels.close();
    }
}
