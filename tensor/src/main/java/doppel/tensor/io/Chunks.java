package doppel.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import doppel.kernels.Buffer;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Moves the bytes of a tensor piece by piece, so that a large one never lies whole on the heap. */
final class Chunks {
    private static final int BYTES = 4 << 20;

    private Chunks() {}

    /** Takes bytes in order. */
    @FunctionalInterface
    interface Sink {
        /** Takes all that remains in {@code bytes}, which is used again after the call. */
        void accept(ByteBuffer bytes) throws IOException;
    }

    /** Hands the bytes of a device's tensor to a sink. */
    static void download(Tensor tensor, Sink sink) throws IOException {
        Buffer flat = flat(tensor);
        int size = tensor.dtype().bytes();
        int rows = flat.shape().size(0);
        byte[] bytes = new byte[0];
        for (int from = 0, to; from < rows; from = to) {
            to = (int) Math.min(rows, (long) from + BYTES / size);
            if (bytes.length != (to - from) * size) bytes = new byte[(to - from) * size];
            tensor.kernels().memory().downloadBytes(flat.rows(from, to), bytes);
            sink.accept(ByteBuffer.wrap(bytes));
        }
    }

    /** Hands the bytes of host memory to a sink, without a copy. */
    static void forward(MemorySegment data, Sink sink) throws IOException {
        for (long from = 0; from < data.byteSize(); from += BYTES) {
            sink.accept(
                    data.asSlice(from, Math.min(BYTES, data.byteSize() - from)).asByteBuffer());
        }
    }

    /** Overwrites a device's tensor with as many bytes of host memory. */
    static void upload(MemorySegment data, Tensor tensor) {
        Buffer flat = flat(tensor);
        int size = tensor.dtype().bytes();
        int rows = flat.shape().size(0);
        byte[] bytes = new byte[0];
        for (int from = 0, to; from < rows; from = to) {
            to = (int) Math.min(rows, (long) from + BYTES / size);
            if (bytes.length != (to - from) * size) bytes = new byte[(to - from) * size];
            MemorySegment.copy(data, JAVA_BYTE, (long) from * size, bytes, 0, bytes.length);
            tensor.kernels().memory().uploadBytes(bytes, flat.rows(from, to));
        }
    }

    private static Buffer flat(Tensor tensor) {
        return tensor.buffer().as(new Shape(Math.toIntExact(tensor.shape().elements())));
    }
}
