package doppel.benchmarks.turns;

import doppel.app.model.FaceTensors;
import doppel.app.model.ModelOptions;
import doppel.app.model.SaehdModel;
import doppel.app.model.SwapNet;
import doppel.benchmarks.BenchmarkedModel;
import doppel.benchmarks.gpu.Faces;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import doppel.tensor.TensorScope;
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

/** One face through the net as merging does it, from numbers on the heap to three pictures there, in turns. */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 4)
@Measurement(iterations = 5, time = 4)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class SwapTurns {
    @Param({"df-128", "standard", "draft"})
    public String model = "";

    @Param({"fp32", "bf16"})
    public String precision = "";

    private Kernels kernels;
    private Turns turns;

    /** Makes the net and its copies. */
    @Setup(Level.Trial)
    public void open() {
        Optional<Peer> peer = Peer.loaded();
        ModelOptions options = BenchmarkedModel.of(model).options();
        Precision p = Precision.parse(precision);
        kernels = Backends.open(new Device.Cpu(), p);
        turns = new Turns(p == Precision.FP32 ? 1e-3 : 0.1);
        float[] picture = Faces.of(1, options.resolution(), 3).pictures();
        SaehdModel ours =
                new SaehdModel(kernels, options, BenchmarkedModel.of(model).training(), 1);
        turns.add(contender(ours, picture));
        peer.ifPresent(library ->
                library.ways().forEach(way -> turns.add(library.swapping(way, options, ours.weights(), p, picture))));
    }

    private static Contender contender(SaehdModel model, float[] picture) {
        int r = model.options().resolution();
        return new Contender() {
            @Override
            public String way() {
                return OURS;
            }

            @Override
            public double run() {
                try (TensorScope scope = model.scope().child()) {
                    SwapNet.Swapped swapped = model.swap(scope.of(new Shape(1, r, r, 3), picture));
                    float[] face =
                            FaceTensors.picture(swapped.face().image(), 0).data();
                    FaceTensors.picture(swapped.face().mask(), 0);
                    FaceTensors.picture(swapped.destinationMask(), 0);
                    return face[face.length / 2];
                }
            }

            @Override
            public void close() {
                model.close();
            }
        };
    }

    /** A face by each. */
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
