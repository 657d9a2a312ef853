package doppel.benchmarks.kernels;

import doppel.bindings.nvrtc.Nvrtc;
import doppel.bindings.nvrtc.NvrtcTarget;
import doppel.kernels.cuda.DiskCache;
import doppel.kernels.cuda.KernelCompiler;
import doppel.kernels.cuda.KernelSource;
import doppel.kernels.cuda.LaunchDescriptors;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Our kernels' way to machine code for an H200, by the compiler and from the disk; needs NVRTC and no card. */
@SuppressWarnings("NullAway.Init") // JMH calls open
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class NvrtcBenchmark {
    private static final int CAPABILITY = 90;

    @Param("nvrtc")
    public String library = "";

    /** A file, or {@code all}. */
    @Param({"affine", "dssim", "all"})
    public String source = "";

    private List<KernelSource> sources;
    private NvrtcTarget target;
    private KernelCompiler kept;
    private Path folder;

    /** Compiles once into a cache of its own. */
    @Setup
    public void open() throws IOException {
        sources = source.equals("all") ? LaunchDescriptors.sources() : List.of(new KernelSource(source));
        target = NvrtcTarget.of(CAPABILITY, Nvrtc.load().architectures());
        folder = Files.createTempDirectory("doppel-nvrtc");
        kept = new KernelCompiler(CAPABILITY, new DiskCache(folder));
        for (KernelSource one : sources) {
            if (!Arrays.equals(kept.image(one), kept.image(one))) {
                throw new IllegalStateException("kernel cache: another image of " + one.file());
            }
        }
    }

    /** By NVRTC. */
    @Benchmark
    public int cold() {
        int bytes = 0;
        for (KernelSource one : sources) {
            bytes += Nvrtc.compile(one.file(), one.text(), target, List.of()).image().length;
        }
        return bytes;
    }

    /** From the disk, checksum included. */
    @Benchmark
    public int cached() {
        int bytes = 0;
        for (KernelSource one : sources) bytes += kept.image(one).length;
        return bytes;
    }

    /** Removes the cache. */
    @TearDown
    public void close() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) Files.delete(file);
        }
        Files.delete(folder);
    }
}
