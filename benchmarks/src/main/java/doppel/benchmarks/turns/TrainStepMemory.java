package doppel.benchmarks.turns;

import doppel.app.model.SaehdModel;
import doppel.benchmarks.BenchmarkedModel;
import doppel.benchmarks.gpu.Faces;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * The most memory that a process has resident in training steps of one contender, which it has for itself: Java's heap,
 * code and libraries included. Linux counts it; the count begins after the model was made.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-Xms64m",
            "-Xmx1g",
            "-XX:+UseSerialGC"
        })
public class TrainStepMemory {
    @Param({"df-128", "standard", "draft"})
    public String model = "";

    @Param({"fp32", "bf16"})
    public String precision = "";

    @Param({"ours", "contiguous", "channels_last"})
    public String way = "";

    /** At the end. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Peak {
        public long mebibytes;
    }

    private Kernels kernels;
    private Contender contender;

    /** Makes the model; the peer's process never loads oneDNN. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        BenchmarkedModel workload = BenchmarkedModel.of(model);
        Precision p = Precision.parse(precision);
        if (way.equals(Contender.OURS)) {
            kernels = Backends.open(new Device.Cpu(), p);
            contender = TrainStepTurns.contender(TrainStepTurns.ours(kernels, workload));
        } else {
            Peer peer = Peer.loaded().orElseThrow(() -> new IllegalStateException("no peer on the class path"));
            kernels = Backends.reference();
            int n = workload.training().batch();
            int r = workload.options().resolution();
            try (Kernels plain = Backends.reference();
                    SaehdModel weights = SaehdModel.forSwapping(plain, workload.options())) {
                contender = peer.training(way, workload, weights.weights(), p, Faces.of(n, r, 0), Faces.of(n, r, 1));
            }
        }
        System.gc();
        Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the most that was resident is what is resident now
    }

    /** A step. */
    @Benchmark
    public double step(Peak peak) throws IOException {
        double loss = contender.run();
        peak.mebibytes = peakMebibytes();
        return loss;
    }

    private static long peakMebibytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Frees all. */
    @TearDown
    public void close() {
        contender.close();
        kernels.close();
    }
}
