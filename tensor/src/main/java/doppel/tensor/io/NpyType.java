package doppel.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import doppel.kernels.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The element types of .npy files that we read, and what each becomes. */
enum NpyType {
    F2("f2", 2, DType.F32),
    F4("f4", 4, DType.F32),
    F8("f8", 8, DType.F64),
    B1("b1", 1, DType.U8),
    U1("u1", 1, DType.U8),
    I4("i4", 4, DType.I32),
    I8("i8", 8, DType.I32);

    private final String code;
    private final int bytes;
    private final DType target;

    NpyType(String code, int bytes, DType target) {
        this.code = code;
        this.bytes = bytes;
        this.target = target;
    }

    /** The type that {@code f4} and the like stand for; null if we do not read it. */
    static @Nullable NpyType of(String code) {
        for (NpyType type : values()) if (type.code.equals(code)) return type;
        return null;
    }

    /** How NumPy writes a type of ours in little-endian; null if it has none. */
    static @Nullable String description(DType dtype) {
        return switch (dtype) {
            case F32 -> "<f4";
            case F64 -> "<f8";
            case U8 -> "|u1";
            case I32 -> "<i4";
            case BF16 -> null;
        };
    }

    /** Size of an element in the file. */
    int bytes() {
        return bytes;
    }

    /** What an element becomes. */
    DType target() {
        return target;
    }

    /**
     * Elements of a file as elements of ours, little-endian.
     *
     * @throws IOException if a 64-bit integer does not fit 32 bits
     */
    MemorySegment convert(byte[] file, ByteOrder order) throws IOException {
        return switch (this) {
            case B1, U1 -> MemorySegment.ofArray(file);
            case F4, F8, I4 -> {
                if (order == ByteOrder.BIG_ENDIAN) reverse(file, bytes);
                yield MemorySegment.ofArray(file);
            }
            case F2 -> halves(ByteBuffer.wrap(file).order(order), file.length / 2);
            case I8 -> longs(ByteBuffer.wrap(file).order(order), file.length / 8);
        };
    }

    private static MemorySegment halves(ByteBuffer file, int n) {
        ByteBuffer floats = ByteBuffer.allocate(n * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) floats.putFloat(Float.float16ToFloat(file.getShort()));
        return MemorySegment.ofArray(floats.array());
    }

    private static MemorySegment longs(ByteBuffer file, int n) throws IOException {
        ValueLayout.OfInt target = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        MemorySegment ints = MemorySegment.ofArray(new byte[n * 4]);
        for (int i = 0; i < n; i++) {
            long value = file.getLong();
            if (value != (int) value) throw new IOException("element " + i + " is " + value + ", beyond 32 bits");
            ints.set(target, i * 4L, (int) value);
        }
        return ints;
    }

    private static void reverse(byte[] bytes, int size) {
        for (int at = 0; at < bytes.length; at += size) {
            for (int i = at, j = at + size - 1; i < j; i++, j--) {
                byte b = bytes[i];
                bytes[i] = bytes[j];
                bytes[j] = b;
            }
        }
    }
}
