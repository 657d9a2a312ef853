package doppel.tensor.io;

import doppel.kernels.Shape;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * NumPy's files of one array. Read are versions 1 to 3, C and Fortran order, both byte orders and the types {@code f4},
 * {@code f8}, {@code u1}, {@code i4} as they are, {@code f2} as f32, {@code b1} as u8, {@code i8} as i32 where the
 * values fit. Empty arrays are refused. Written is version 1 in C order and little-endian.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
public final class Npy {
    /** What an array, or all arrays of a .npz file together, may take of the heap unless said otherwise. */
    public static final long MAX_BYTES = 1L << 30;

    private Npy() {}

    /**
     * Reads a file of at most {@link #MAX_BYTES}.
     *
     * @throws IOException naming the file, if it cannot be read, is no .npy file, holds another type, is too large, or
     *     is longer or shorter than its header says
     */
    public static HostTensor read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(open(file))) {
            return read(in, file.toString(), MAX_BYTES);
        }
    }

    private static InputStream open(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw AtomicFile.cannotRead(file, e);
        }
    }

    /**
     * Reads a stream to its end. Memory is taken as bytes arrive, not as the header promises them.
     *
     * @param name of the stream, for messages
     * @param maxBytes most that the elements may take, in the stream and on the heap
     */
    public static HostTensor read(InputStream in, String name, long maxBytes) throws IOException {
        try {
            NpyHeader header = NpyHeader.read(in);
            NpyType type = header.type();
            long elements = elements(header.shape());
            int widest = Math.max(type.bytes(), type.target().bytes());
            if (elements > Math.min(maxBytes, Integer.MAX_VALUE - 8) / widest) {
                throw new IOException("elements of shape %s take over %d bytes".formatted(header.shape(), maxBytes));
            }
            int wanted = (int) elements * type.bytes();
            byte[] bytes = in.readNBytes(wanted);
            if (bytes.length < wanted) {
                throw new EOFException(
                        "shape %s needs %d bytes, the file has %d".formatted(header.shape(), wanted, bytes.length));
            }
            if (in.read() >= 0) throw new IOException("bytes follow the " + wanted + " of shape " + header.shape());
            MemorySegment data = type.convert(bytes, header.order());
            if (header.fortran())
                data = rowMajor(data, header.shape(), type.target().bytes());
            return new HostTensor(header.shape(), type.target(), data);
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static long elements(Shape shape) throws IOException {
        try {
            return shape.elements();
        } catch (ArithmeticException e) {
            throw new IOException("shape " + shape + " is too large", e);
        }
    }

    /** Elements stored with the first axis contiguous, in the order that has the last one contiguous. */
    private static MemorySegment rowMajor(MemorySegment fortran, Shape shape, int bytes) {
        int rank = shape.rank();
        long[] strides = new long[rank];
        long stride = bytes;
        for (int axis = 0; axis < rank; axis++) {
            strides[axis] = stride;
            stride *= shape.size(axis);
        }
        MemorySegment c = MemorySegment.ofArray(new byte[(int) fortran.byteSize()]);
        int[] at = new int[rank];
        long from = 0;
        for (long to = 0; to < c.byteSize(); to += bytes) {
            MemorySegment.copy(fortran, from, c, to, bytes);
            for (int axis = rank - 1; axis >= 0; axis--) { // the next element in row-major order
                from += strides[axis];
                if (++at[axis] < shape.size(axis)) break;
                from -= strides[axis] * shape.size(axis);
                at[axis] = 0;
            }
        }
        return c;
    }

    /**
     * Creates or replaces a file.
     *
     * @throws IllegalArgumentException if it is bf16, which NumPy does not have
     * @throws IOException naming the file, if it cannot be written; an old one stays
     */
    public static void write(Path file, HostTensor tensor) throws IOException {
        byte[] header = header(tensor);
        AtomicFile.write(file, out -> {
            try {
                AtomicFile.writeFully(out, ByteBuffer.wrap(header));
                tensor.writeTo(bytes -> AtomicFile.writeFully(out, bytes));
            } catch (IOException e) {
                throw AtomicFile.cannotWrite(file, e);
            }
        });
    }

    /** Writes an array, of a type that NumPy has, to a stream, which stays open. */
    public static void write(OutputStream out, HostTensor tensor) throws IOException {
        out.write(header(tensor));
        var channel = Channels.newChannel(out);
        tensor.writeTo(bytes -> channel.write(bytes)); // writes all to a stream
    }

    /** The bytes that stand before the elements. */
    static byte[] header(HostTensor tensor) {
        String description = NpyType.description(tensor.dtype());
        if (description == null) {
            throw new IllegalArgumentException("npy: numpy has no " + tensor.dtype() + ", convert to f32 first");
        }
        return NpyHeader.write(description, tensor.shape());
    }
}
