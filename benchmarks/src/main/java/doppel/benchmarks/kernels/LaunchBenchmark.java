package doppel.benchmarks.kernels;

import doppel.benchmarks.gpu.CardQueue;
import doppel.bindings.cuda.CudaGraphExec;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import java.util.concurrent.TimeUnit;
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

/** What one of a row of launches costs; the card is waited for after the row, inside what is timed. */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class LaunchBenchmark {
    private static final int ROW = 200;

    @Param("cuda")
    public String device = "";

    private CardQueue queue;
    private CudaGraphExec graph;
    private Kernels kernels;
    private Buffer x;

    /** Compiles the kernel that does nothing, and records a row of it. */
    @Setup
    public void open() {
        if (!(Device.parse(device) instanceof Device.Cuda card)) {
            throw new IllegalArgumentException("device: launches are a card's, got " + device);
        }
        queue = new CardQueue(card);
        graph = queue.graph(ROW);
        kernels = Backends.open(card);
        x = kernels.memory().allocate(new Shape(1), DType.F32);
        kernels.memory().fill(x, 3);
        kernels.elementwise().affine(x, 2, 1, x);
        float[] seven = new float[1];
        kernels.memory().download(x, seven);
        if (seven[0] != 7) throw new IllegalStateException("affine: wanted 7, got " + seven[0]);
    }

    /** A kernel that does nothing. */
    @Benchmark
    @OperationsPerInvocation(ROW)
    public void nothing() {
        queue.launch(ROW);
        queue.synchronize();
    }

    /** The same as a graph. */
    @Benchmark
    @OperationsPerInvocation(ROW)
    public void nothingInGraph() {
        queue.launch(graph, 1);
        queue.synchronize();
    }

    /** One element through checks, packing of arguments and launch. */
    @Benchmark
    @OperationsPerInvocation(ROW)
    public void oneElement() {
        for (int i = 0; i < ROW; i++) kernels.elementwise().affine(x, 1, 0, x);
        kernels.synchronize();
    }

    /** Closes the card. */
    @TearDown
    public void close() {
        kernels.close();
        queue.close();
    }
}
