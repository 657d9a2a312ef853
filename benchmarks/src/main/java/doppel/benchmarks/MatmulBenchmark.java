package doppel.benchmarks;

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

/** A large square product: the most multiply-adds the machine does in a second, the measure of the convolutions. */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class MatmulBenchmark {
    @Param("2048")
    public int edge;

    @Param("cpu")
    public String device = "";

    /** Reported per second. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Work {
        public long flops;
    }

    private Kernels kernels;
    private Buffer a;
    private Buffer b;
    private Buffer y;

    /** Opens the device; a is the identity doubled, so that the product can be checked. */
    @Setup(Level.Trial)
    public void open() {
        kernels = Backends.open(Device.parse(device));
        Shape square = new Shape(edge, edge);
        a = kernels.memory().allocate(square, DType.F32);
        b = kernels.memory().allocate(square, DType.F32);
        y = kernels.memory().allocate(square, DType.F32);
        float[] doubled = new float[edge * edge];
        for (int i = 0; i < edge; i++) doubled[i * edge + i] = 2;
        kernels.memory().upload(doubled, a);
        kernels.random().uniform(1, 2, -1, 1, b);
        kernels.matmul().multiply(a, false, b, false, null, y);
        float[] in = new float[edge * edge];
        float[] out = new float[edge * edge];
        kernels.memory().download(b, in);
        kernels.memory().download(y, out);
        for (int i = 0; i < in.length; i++) {
            if (out[i] != 2 * in[i]) throw new IllegalStateException("matmul: element " + i + " is " + out[i]);
        }
        kernels.random().uniform(1, 3, -1, 1, a);
    }

    /** {@code y = a b}. */
    @Benchmark
    public Buffer multiply(Work work) {
        kernels.matmul().multiply(a, false, b, false, null, y);
        kernels.synchronize();
        work.flops += 2L * edge * edge * edge;
        return y;
    }

    /** Closes the device. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
