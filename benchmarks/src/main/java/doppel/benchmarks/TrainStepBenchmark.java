package doppel.benchmarks;

import doppel.benchmarks.gpu.TrainingWork;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
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
 * One whole training step, loss and optimizer included. Warmed up by time: the smallest takes tens of steps until the
 * JVM has compiled what runs, the largest few.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 5, time = 10)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class TrainStepBenchmark {
    /**
     * A preset's name, or one of the standard nets {@code df-128} and {@code liae-ud-256}, which others have measured.
     */
    @Param({"draft", "standard", "df-128"})
    public String model = "";

    /** Faces of each identity; 0 is the preset's own number, and 4 for standard nets. */
    @Param("0")
    public int batch;

    @Param("cpu")
    public String device = "";

    @Param({"fp32", "bf16"})
    public String precision = "";

    /** Whether a card records the step once and replays it. */
    @Param("true")
    public boolean recorded;

    private Kernels kernels;
    private TrainingWork work;
    private double first = Double.NaN;
    private double last;

    /** Opens the device, makes the model and draws a batch. */
    @Setup(Level.Trial)
    public void open() {
        var chosen = BenchmarkedModel.of(model);
        if (batch != 0) chosen = chosen.withBatch(batch);
        kernels = Backends.open(Device.parse(device), Precision.parse(precision));
        work = new TrainingWork(kernels, chosen.options(), chosen.training(), 1, recorded);
    }

    /** Forward, loss, backward, update. */
    @Benchmark
    public double step() {
        last = work.step();
        kernels.synchronize();
        if (Double.isNaN(first)) first = last;
        return last;
    }

    /** The loss must have fallen, on one batch seen again and again. */
    @TearDown
    public void close() {
        System.out.printf(
                "%nloss %.4f to %.4f, %d MiB of tensors%n",
                first, last, kernels.memory().reservedBytes() >> 20);
        work.close();
        kernels.close();
        if (!(last < first)) throw new IllegalStateException("the loss went from " + first + " to " + last);
    }
}
