package doppel.kernels;

import java.util.function.Supplier;

/**
 * A device's memory. Released memory is kept for the next buffer of a similar size, so that a training step, once it
 * has run twice, asks the system for nothing.
 */
public interface Memory {
    /**
     * A buffer with undefined contents, aligned to 64 bytes.
     *
     * @throws OutOfMemoryError naming device, wanted and free bytes
     */
    Buffer allocate(Shape shape, DType dtype);

    /** Gives a buffer back; it, and whatever shares its memory, must not be used again. */
    void release(Buffer buffer);

    /** Sets every element, rounded to the buffer's type. */
    void fill(Buffer target, double value);

    /** Copies between buffers of one type and number of elements. */
    void copy(Buffer source, Buffer target);

    /** Copies from the heap into an {@link DType#F32} buffer of as many elements. */
    void upload(float[] source, Buffer target);

    /** Copies from an {@link DType#F32} buffer of as many elements to the heap. */
    void download(Buffer source, float[] target);

    /**
     * Starts to copy an {@link DType#F32} buffer to the heap. What arrives is what the buffer holds after all work so
     * far, whatever later work writes into it; asking for it waits.
     */
    default Supplier<float[]> fetch(Buffer source) {
        float[] values = new float[Math.toIntExact(source.elements())];
        download(source, values);
        return () -> values;
    }

    /** Copies the raw bytes of a buffer, in the device's layout and the host's byte order, from the heap. */
    void uploadBytes(byte[] source, Buffer target);

    /** Copies the raw bytes of a buffer, in the device's layout and the host's byte order, to the heap. */
    void downloadBytes(Buffer source, byte[] target);

    /** Bytes that were needed of the system so far: those handed out, and those that wait for reuse. */
    long reservedBytes();

    /** Bytes handed out and not yet released. */
    long usedBytes();
}
