package doppel.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Values in host memory, dense and row-major: what tensor files are read into and written from. The memory is an array
 * on the heap, or part of a mapped file, and then usable until that file is closed. Two are equal if their shapes,
 * types and bytes are.
 *
 * @param data {@code shape.elements() * dtype.bytes()} bytes, little-endian, of any alignment; not written through this
 *     value
 */
public record HostTensor(Shape shape, DType dtype, MemorySegment data) {
    private static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public HostTensor {
        long bytes = Math.multiplyExact(shape.elements(), dtype.bytes());
        if (data.byteSize() != bytes) {
            throw new IllegalArgumentException(
                    "host tensor: %s %s has %d bytes, got %d".formatted(dtype, shape, bytes, data.byteSize()));
        }
        data = data.asReadOnly();
    }

    /** An f32 copy of the given values. */
    public static HostTensor of(Shape shape, float... values) {
        MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
        MemorySegment.copy(values, 0, data, FLOAT, 0, values.length);
        return new HostTensor(shape, DType.F32, data);
    }

    /** An f64 copy of the given values. */
    public static HostTensor of(Shape shape, double... values) {
        MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 8)]);
        MemorySegment.copy(values, 0, data, DOUBLE, 0, values.length);
        return new HostTensor(shape, DType.F64, data);
    }

    /** An i32 copy of the given values. */
    public static HostTensor of(Shape shape, int... values) {
        MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
        MemorySegment.copy(values, 0, data, INT, 0, values.length);
        return new HostTensor(shape, DType.I32, data);
    }

    /** A u8 copy of the given values. */
    public static HostTensor of(Shape shape, byte... values) {
        return new HostTensor(shape, DType.U8, MemorySegment.ofArray(values.clone()));
    }

    /** A copy of a tensor's values, on the heap. */
    public static HostTensor of(Tensor tensor) {
        byte[] bytes = new byte[arrayLength(tensor.buffer().bytes())];
        tensor.kernels().memory().downloadBytes(tensor.buffer(), bytes);
        return new HostTensor(tensor.shape(), tensor.dtype(), MemorySegment.ofArray(bytes));
    }

    /** Number of elements. */
    public long elements() {
        return shape.elements();
    }

    /** One value by its place in row-major order; bytes count as unsigned. */
    public double get(long i) {
        return switch (dtype) {
            case F32 -> data.get(FLOAT, i * 4);
            case F64 -> data.get(DOUBLE, i * 8);
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, i * 2) << 16); // the upper half of a float
            case U8 -> Byte.toUnsignedInt(data.get(JAVA_BYTE, i));
            case I32 -> data.get(INT, i * 4);
        };
    }

    /** A copy of all values as floats, rounded where they need it. */
    public float[] toFloats() {
        float[] values = new float[arrayLength(elements())];
        if (dtype == DType.F32) {
            MemorySegment.copy(data, FLOAT, 0, values, 0, values.length);
        } else {
            for (int i = 0; i < values.length; i++) values[i] = (float) get(i);
        }
        return values;
    }

    /** A copy of all values as doubles, which hold each type exactly. */
    public double[] toDoubles() {
        double[] values = new double[arrayLength(elements())];
        for (int i = 0; i < values.length; i++) values[i] = get(i);
        return values;
    }

    /** A copy of the memory. */
    public byte[] toBytes() {
        byte[] bytes = new byte[arrayLength(data.byteSize())];
        MemorySegment.copy(data, JAVA_BYTE, 0, bytes, 0, bytes.length);
        return bytes;
    }

    /** A tensor of the same shape, type and values. */
    public Tensor to(TensorScope scope) {
        Tensor tensor = scope.allocate(shape, dtype);
        Chunks.upload(data, tensor);
        return tensor;
    }

    /**
     * Overwrites a tensor's values with these.
     *
     * @throws IllegalArgumentException if shape or type differ
     */
    public void copyTo(Tensor target) {
        if (!target.shape().equals(shape) || target.dtype() != dtype) {
            throw new IllegalArgumentException("copy: " + this + " to " + target);
        }
        Chunks.upload(data, target);
    }

    /** The bytes in order, without a copy. */
    void writeTo(Chunks.Sink sink) throws IOException {
        Chunks.forward(data, sink);
    }

    private static int arrayLength(long n) {
        if (n > Integer.MAX_VALUE - 8) throw new IllegalArgumentException("host tensor: " + n + " do not fit an array");
        return (int) n;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof HostTensor(Shape s, DType d, MemorySegment other)
                && s.equals(shape)
                && d == dtype
                && data.mismatch(other) == -1;
    }

    @Override
    public int hashCode() {
        return Objects.hash(shape, dtype);
    }

    @Override
    public String toString() {
        return dtype + " " + shape;
    }
}
