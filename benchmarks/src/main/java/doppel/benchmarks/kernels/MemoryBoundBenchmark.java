package doppel.benchmarks.kernels;

import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.DssimOptions;
import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.Kernels;
import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * Kernels whose limit is memory, in bytes per second beside those of a plain copy. Every byte that is read or written
 * is counted once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class MemoryBoundBenchmark {
    /** Of activations, and of pictures. */
    @Param({"4x128x128x64", "4x32x32x64", "8x128x128x3"})
    String shape = "";

    @Param("cpu")
    String device = "";

    private Kernels kernels;
    private Buffer x;
    private Buffer y;
    private Buffer z;
    private Buffer w;
    private Buffer perPixel;
    private Buffer perChannel;
    private Buffer perPicture;
    private Buffer all;
    private Buffer some;

    /** Work done, per second. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Work {
        /** Read and written. */
        public long bytes;
    }

    /** Makes operands. */
    @Setup
    public void open() {
        kernels = Backends.open(Device.parse(device));
        int[] s = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        x = random(s[0], s[1], s[2], s[3]);
        y = random(s[0], s[1], s[2], s[3]);
        z = random(s[0], s[1], s[2], s[3]);
        w = random(s[0], s[1], s[2], s[3]);
        perPixel = random(s[0], s[1], s[2], 1);
        perChannel = random(s[3]);
        perPicture = random(s[0], s[3]);
        all = control(1);
        some = control(0.3);
    }

    private Buffer random(int... sizes) {
        Buffer buffer = kernels.memory().allocate(new Shape(sizes), DType.F32);
        kernels.random().uniform(1, sizes.length, 0.1, 1, buffer);
        return buffer;
    }

    private Buffer control(double keep) {
        Buffer control = kernels.memory().allocate(new Shape(UpdateControl.BYTES), DType.U8);
        kernels.memory().uploadBytes(new UpdateControl(2, 1, 1e-9, keep, 0).bytes(), control);
        return control;
    }

    /** Frees them. */
    @TearDown
    public void close() {
        kernels.close();
    }

    private Buffer done(Work work, int passes, Buffer result) {
        kernels.synchronize();
        work.bytes += passes * x.bytes();
        return result;
    }

    /** What all others are held against. */
    @Benchmark
    public Buffer copy(Work work) {
        kernels.memory().copy(x, y);
        return done(work, 2, y);
    }

    @Benchmark
    public Buffer leakyRelu(Work work) {
        kernels.elementwise().activate(x, Activation.leakyRelu(0.1), y);
        return done(work, 2, y);
    }

    @Benchmark
    public Buffer leakyReluBackward(Work work) {
        kernels.elementwise().activateBackward(x, y, Activation.leakyRelu(0.1), z);
        return done(work, 3, z);
    }

    @Benchmark
    public Buffer add(Work work) {
        kernels.elementwise().binary(Binary.ADD, x, y, z);
        return done(work, 3, z);
    }

    @Benchmark
    public Buffer multiplyByMask(Work work) {
        kernels.elementwise().binary(Binary.MULTIPLY, x, perPixel, z);
        return done(work, 2, z);
    }

    @Benchmark
    public Buffer sumToChannels(Work work) {
        kernels.reduce().sum(x, 1, perChannel);
        return done(work, 1, perChannel);
    }

    /** The channels must be a multiple of four. */
    @Benchmark
    public Buffer depthToSpace(Work work) {
        Shape s = x.shape();
        if (s.size(3) % 4 != 0) return x;
        Buffer wide = z.as(new Shape(s.size(0), 2 * s.size(1), 2 * s.size(2), s.size(3) / 4));
        kernels.layout().depthToSpace(x, BlockOrder.BLOCK_FIRST, wide);
        return done(work, 2, wide);
    }

    @Benchmark
    public Buffer adaBelief(Work work) {
        kernels.optimizers().adaBelief(w, x, y, z, 0.9, 0.999, 1e-6, all, 0);
        return done(work, 7, w);
    }

    @Benchmark
    public Buffer adaBeliefWithDropout(Work work) {
        kernels.optimizers().adaBelief(w, x, y, z, 0.9, 0.999, 1e-6, some, 0);
        return done(work, 7, w);
    }

    @Benchmark
    public Buffer dssim(Work work) {
        kernels.losses().dssim(x, y, DssimOptions.of(11), perPicture);
        return done(work, 2, perPicture);
    }

    @Benchmark
    public Buffer dssimBackward(Work work) {
        kernels.losses().dssimBackward(perPicture, x, y, DssimOptions.of(11), z);
        return done(work, 3, z);
    }
}
