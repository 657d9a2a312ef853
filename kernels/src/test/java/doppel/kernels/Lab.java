package doppel.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import doppel.kernels.host.Elements;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Buffers for one test of a back-end, released together. Random values come from a seed, so that two labs hand out
 * the same; targets are filled with NaN, so that what a kernel forgets to write is seen.
 */
public final class Lab implements AutoCloseable {
    private final Kernels kernels;
    private final DType dtype;
    private final Random random = new Random(20_251);
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<double[]> results = new ArrayList<>();

    /** @param dtype of all buffers that are not asked for otherwise */
    public Lab(Kernels kernels, DType dtype) {
        this.kernels = kernels;
        this.dtype = dtype;
    }

    /** A target to be overwritten. */
    public Buffer target(int... sizes) {
        return target(dtype, new Shape(sizes));
    }

    /** A target to be overwritten. */
    public Buffer target(DType type, Shape shape) {
        Buffer buffer = kernels.memory().allocate(shape, type);
        buffers.add(buffer);
        kernels.memory().fill(buffer, type == DType.U8 || type == DType.I32 ? 77 : Double.NaN);
        return buffer;
    }

    /** Given values in storage order. */
    public Buffer of(Shape shape, double... values) {
        return of(dtype, shape, values);
    }

    /** Given values in storage order, of another type. */
    public Buffer of(DType type, Shape shape, double... values) {
        Buffer host = host(type, shape);
        Elements.write(values, host);
        return toDevice(host);
    }

    /** Standard normal values. */
    public Buffer normal(int... sizes) {
        return fill(dtype, new Shape(sizes), random::nextGaussian);
    }

    /** Standard normal values of another type. */
    public Buffer normal(DType type, int... sizes) {
        return fill(type, new Shape(sizes), random::nextGaussian);
    }

    /** Values in [low, high). */
    public Buffer uniform(double low, double high, int... sizes) {
        return fill(dtype, new Shape(sizes), () -> random.nextDouble(low, high));
    }

    /** Values in [low, high) of another type. */
    public Buffer uniform(DType type, double low, double high, int... sizes) {
        return fill(type, new Shape(sizes), () -> random.nextDouble(low, high));
    }

    private Buffer fill(DType type, Shape shape, java.util.function.DoubleSupplier values) {
        Buffer host = host(type, shape);
        for (long i = 0; i < host.elements(); i++) Elements.set(host, i, values.getAsDouble());
        return toDevice(host);
    }

    /** What all updates of a step share. */
    public Buffer control(UpdateControl step) {
        Buffer control = target(DType.U8, new Shape(UpdateControl.BYTES));
        kernels.memory().uploadBytes(step.bytes(), control);
        return control;
    }

    private Buffer toDevice(Buffer host) {
        Buffer buffer = kernels.memory().allocate(host.shape(), host.dtype());
        buffers.add(buffer);
        kernels.memory().uploadBytes(host.segment().toArray(JAVA_BYTE), buffer);
        return buffer;
    }

    private static Buffer host(DType type, Shape shape) {
        return new Buffer(shape, type, Arena.ofAuto().allocate(shape.elements() * type.bytes(), 64));
    }

    /** Keeps what a kernel wrote for a comparison. */
    public void compare(Buffer... written) {
        for (Buffer buffer : written) {
            byte[] bytes = new byte[Math.toIntExact(buffer.bytes())];
            kernels.memory().downloadBytes(buffer, bytes);
            Buffer host = host(buffer.dtype(), buffer.shape());
            host.segment().copyFrom(MemorySegment.ofArray(bytes));
            results.add(Elements.read(host));
        }
    }

    /** What was kept, in order. */
    public List<double[]> results() {
        return results;
    }

    @Override
    public void close() {
        buffers.forEach(kernels.memory()::release);
    }
}
