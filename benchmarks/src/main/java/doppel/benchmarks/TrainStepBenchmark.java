package doppel.benchmarks;

import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.model.SaehdModel;
import doppel.app.model.TrainingStep;
import doppel.app.train.Preset;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.util.Locale;
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
 * One whole training step of a preset, batch and loss and optimizer included. Warmed up by time: the
 * smallest takes tens of steps until the JVM has compiled what runs, the largest few.
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
    /** A preset's name, or {@code df-128}: {@code standard} with the architecture df, which others have measured. */
    @Param({"draft", "standard", "df-128"})
    public String model = "";

    @Param("cpu")
    public String device = "";

    @Param({"fp32", "bf16"})
    public String precision = "";

    /** Whether a card records the step once and replays it. */
    @Param("true")
    public boolean recorded;

    private Kernels kernels;
    private SaehdModel net;
    private TrainingStep step;
    private double first = Double.NaN;
    private double last;

    /** Opens the device, makes the model and draws a batch. */
    @Setup(Level.Trial)
    public void open() {
        Preset preset = model.equals("df-128") ? Preset.STANDARD : Preset.valueOf(model.toUpperCase(Locale.ROOT));
        ModelOptions o = preset.model();
        if (model.equals("df-128")) {
            o = new ModelOptions(Archi.parse("df"), o.resolution(), o.ae(), o.e(), o.d(), o.mask(), o.faceType());
        }
        kernels = Backends.open(Device.parse(device), Precision.parse(precision));
        net = new SaehdModel(kernels, o, preset.training(), 1);
        step = net.step(preset.training().batch(), recorded);
        fill(step.source(), 1);
        fill(step.destination(), 5);
    }

    private void fill(TrainingStep.Faces faces, long stream) {
        kernels.random().uniform(1, stream, 0, 1, faces.input().buffer());
        kernels.random().uniform(1, stream + 1, 0, 1, faces.targets().image().buffer());
        kernels.memory().fill(faces.targets().mask().buffer(), 1);
        kernels.memory().fill(faces.targets().eyesMouth().buffer(), 0.1);
    }

    /** Forward, loss, backward, update. */
    @Benchmark
    public double step() {
        TrainingStep.Losses losses = step.take(5e-5).get();
        last = losses.sourceMean() + losses.destinationMean();
        if (Double.isNaN(first)) first = last;
        return last;
    }

    /** The loss must have fallen, on one batch seen again and again. */
    @TearDown
    public void close() {
        System.out.printf(
                "%nloss %.4f to %.4f, %d MiB of tensors%n",
                first, last, kernels.memory().reservedBytes() >> 20);
        step.close();
        net.close();
        kernels.close();
        if (!(last < first)) throw new IllegalStateException("the loss went from " + first + " to " + last);
    }
}
