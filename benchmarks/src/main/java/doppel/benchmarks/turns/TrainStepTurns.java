package doppel.benchmarks.turns;

import doppel.benchmarks.BenchmarkedModel;
import doppel.benchmarks.gpu.Faces;
import doppel.benchmarks.gpu.TrainingWork;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
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

/** Whole training steps, ours and the peer's in turns: same net, weights, faces, loss and optimizer. */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class TrainStepTurns {
    @Param({"df-128", "standard", "draft"})
    public String model = "";

    @Param({"fp32", "bf16"})
    public String precision = "";

    private Kernels kernels;
    private Turns turns;

    /** Makes the model and its copies. */
    @Setup(Level.Trial)
    public void open() {
        Optional<Peer> peer = Peer.loaded();
        BenchmarkedModel workload = BenchmarkedModel.of(model);
        Precision p = Precision.parse(precision);
        kernels = Backends.open(new Device.Cpu(), p);
        // From the second step on the losses drift apart, bf16 from the first.
        turns = new Turns(p == Precision.FP32 ? 1e-4 : 0.05);
        TrainingWork ours = ours(kernels, workload);
        turns.add(contender(ours));
        int r = workload.options().resolution();
        int n = workload.training().batch();
        peer.ifPresent(library -> library.ways()
                .forEach(way -> turns.add(
                        library.training(way, workload, ours.weights(), p, Faces.of(n, r, 0), Faces.of(n, r, 1)))));
    }

    static TrainingWork ours(Kernels kernels, BenchmarkedModel workload) {
        return new TrainingWork(kernels, workload.options(), workload.training(), 1, true);
    }

    static Contender contender(TrainingWork work) {
        return new Contender() {
            @Override
            public String way() {
                return OURS;
            }

            @Override
            public double run() {
                return work.step();
            }

            @Override
            public void close() {
                work.close();
            }
        };
    }

    /** A step of each. */
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
