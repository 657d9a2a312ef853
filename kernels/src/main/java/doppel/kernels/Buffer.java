package doppel.kernels;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Dense row-major values of one type in a device's memory: {@code shape} says both what they mean and how they lie. A
 * buffer is made by {@link Memory#allocate} and lives until it is released to that same memory; it does not know its
 * owner.
 *
 * <p>On host devices {@link #segment} can be read and written; on others it is an address that only the device may
 * follow.
 */
public final class Buffer {
    private final Shape shape;
    private final DType dtype;
    private final MemorySegment segment;

    /**
     * @param segment memory of at least {@code shape.elements() * dtype.bytes()} bytes, 64-byte aligned
     * @throws IllegalArgumentException if it is too small
     */
    public Buffer(Shape shape, DType dtype, MemorySegment segment) {
        long bytes = Math.multiplyExact(shape.elements(), dtype.bytes());
        if (segment.byteSize() < bytes) {
            throw new IllegalArgumentException(
                    "buffer: %s %s needs %d bytes, got %d".formatted(dtype, shape, bytes, segment.byteSize()));
        }
        this.shape = shape;
        this.dtype = dtype;
        this.segment = segment;
    }

    /** Sizes in storage order. */
    public Shape shape() {
        return shape;
    }

    /** Type of an element. */
    public DType dtype() {
        return dtype;
    }

    /** The memory, at least {@link #bytes} long. */
    public MemorySegment segment() {
        return segment;
    }

    /** Number of elements. */
    public long elements() {
        return shape.elements();
    }

    /** Size of all elements. */
    public long bytes() {
        return elements() * dtype.bytes();
    }

    /**
     * The same memory under another shape of as many elements.
     *
     * @throws IllegalArgumentException if the numbers of elements differ
     */
    public Buffer as(Shape other) {
        if (other.elements() != elements()) {
            throw new IllegalArgumentException("as: " + shape + " does not hold as many elements as " + other);
        }
        return new Buffer(other, dtype, segment);
    }

    /**
     * Rows {@code from} to {@code to} (exclusive) of the first axis, sharing memory.
     *
     * @throws IllegalArgumentException if the range is empty or beyond the buffer
     */
    public Buffer rows(int from, int to) {
        int rows = shape.size(0);
        if (from < 0 || to > rows || from >= to) {
            throw new IllegalArgumentException("rows: %d to %d of %s".formatted(from, to, shape));
        }
        long rowBytes = bytes() / rows;
        return new Buffer(shape.with(0, to - from), dtype, segment.asSlice(from * rowBytes, (to - from) * rowBytes));
    }

    /** Whether both stand on the same first byte of memory. */
    public boolean sharesMemoryWith(@Nullable Buffer other) {
        return other != null && segment.address() == other.segment.address();
    }

    @Override
    public String toString() {
        return dtype + " " + shape;
    }
}
