package doppel.benchmarks.kernels;

import doppel.benchmarks.gpu.CardLauncher;
import doppel.benchmarks.gpu.FusedKernel;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Kernels of a card that do several things in one pass, in bytes per second beside those of a plain copy. That their
 * results are right is the business of {@code CardRun}; here they must be the same twice.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class FusedKernelBenchmark {
    private static final int ROW = 10;

    @Param({
        "SPREAD",
        "GATHER",
        "DSSIM",
        "DSSIM_BACKWARD",
        "HEAD",
        "HEAD_BACKWARD",
        "MASKED_LOSS",
        "MASKED_LOSS_BACKWARD",
        "PREP",
        "BLUR",
        "GRID_SAMPLE"
    })
    public FusedKernel kernel = FusedKernel.SPREAD;

    @Param("cuda")
    public String device = "";

    private Kernels kernels;
    private CardLauncher launcher;
    private FusedKernel.Work work;
    private Buffer from;
    private Buffer to;

    /** Work done, per second. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Work {
        /** Read and written. */
        public long bytes;
    }

    /** Makes operands and runs once. */
    @Setup
    public void open() {
        if (!(Device.parse(device) instanceof Device.Cuda card)) {
            throw new IllegalArgumentException("device: these kernels are a card's, got " + device);
        }
        kernels = Backends.open(card);
        launcher = new CardLauncher(card);
        work = kernel.on(kernels, launcher);
        from = kernels.memory().allocate(new Shape(1 << 25), DType.F32);
        to = kernels.memory().allocate(new Shape(1 << 25), DType.F32);
        kernels.random().uniform(1, 1, 0, 1, from);
        kernels.synchronize();
        work.run().run();
        work.end().run();
    }

    /** The kernel, several times before the card is waited for. */
    @Benchmark
    @OperationsPerInvocation(ROW)
    public void fused(Work done) {
        for (int i = 0; i < ROW; i++) work.run().run();
        work.end().run();
        done.bytes += ROW * work.bytes();
    }

    /** What it is held against: 128 MiB to another place. */
    @Benchmark
    @OperationsPerInvocation(ROW)
    public void copy(Work done) {
        for (int i = 0; i < ROW; i++) kernels.memory().copy(from, to);
        kernels.synchronize();
        done.bytes += 2L * ROW * from.bytes();
    }

    /** Closes the card. */
    @TearDown
    public void close() {
        launcher.close();
        kernels.close();
    }
}
