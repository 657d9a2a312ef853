package doppel.benchmarks.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import doppel.benchmarks.Main;
import doppel.bindings.gen.cublas.cublaslt_h;
import doppel.bindings.gen.cuda.cuda_h;
import doppel.bindings.gen.cudnn.cudnn_h;
import doppel.bindings.gen.nvrtc.nvrtc_h;
import doppel.bindings.gen.onednn.onednn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call through the generated bindings costs: functions that do next to nothing in the libraries we use, beside a
 * call that stays in Java. None of them needs a card.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CallBenchmark {
    /** Whose function is called. */
    @Param({"onednn", "driver", "nvrtc", "cublaslt", "cudnn"})
    public String library = "";

    private final MemorySegment major = Arena.ofAuto().allocate(JAVA_INT);
    private final MemorySegment minor = Arena.ofAuto().allocate(JAVA_INT);
    private LongSupplier function;
    private long constant = 42;

    /** Opens the library and looks whether its answer is a version. */
    @Setup
    public void open() {
        Main.library(library).load();
        function = switch (library) {
            case "onednn" -> onednn_h::dnnl_get_effective_cpu_isa;
            case "driver" -> () -> cuda_h.cuDriverGetVersion(major) + major.get(JAVA_INT, 0);
            case "nvrtc" -> () -> nvrtc_h.nvrtcVersion(major, minor) + major.get(JAVA_INT, 0);
            case "cublaslt" -> cublaslt_h::cublasLtGetVersion;
            default -> cudnn_h::cudnnGetVersion;
        };
        if (function.getAsLong() <= 0) throw new IllegalStateException(library + ": said " + function.getAsLong());
    }

    /** Into the library and back. */
    @Benchmark
    public long call() {
        return function.getAsLong();
    }

    /** The same without a library. */
    @Benchmark
    public long java() {
        return constant;
    }
}
