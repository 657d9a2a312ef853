package doppel.app.dfl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A NumPy array as a value: element type, shape and the elements in C order (last axis innermost). A shape without axes
 * is one element.
 */
public final class NumpyArray {
    private final NumpyType type;
    private final int[] shape;
    private final byte[] data;

    /**
     * Takes over {@code data}; nobody may change it afterwards.
     *
     * @param data little-endian elements in C order
     * @throws IllegalArgumentException if the shape and the number of bytes disagree
     */
    NumpyArray(NumpyType type, int[] shape, byte[] data) {
        this.type = type;
        this.shape = shape.clone();
        this.data = data;
        long bytes = type.bytes();
        for (int size : shape) {
            if (size < 0) throw new IllegalArgumentException("numpy array: shape " + Arrays.toString(shape));
            bytes = Math.multiplyExact(bytes, (long) size);
        }
        if (bytes != data.length) {
            throw new IllegalArgumentException("numpy array: %s %s takes %d bytes, got %d"
                    .formatted(type.code(), Arrays.toString(shape), bytes, data.length));
        }
    }

    /**
     * A float32 array with a copy of the values.
     *
     * @throws IllegalArgumentException if the shape has another number of elements
     */
    public static NumpyArray of(float[] values, int... shape) {
        byte[] data = bytes(values.length, 4);
        wrap(data).asFloatBuffer().put(values);
        return new NumpyArray(NumpyType.FLOAT32, shape, data);
    }

    /**
     * A float64 array with a copy of the values.
     *
     * @throws IllegalArgumentException if the shape has another number of elements
     */
    public static NumpyArray of(double[] values, int... shape) {
        byte[] data = bytes(values.length, 8);
        wrap(data).asDoubleBuffer().put(values);
        return new NumpyArray(NumpyType.FLOAT64, shape, data);
    }

    /**
     * An int64 array with a copy of the values.
     *
     * @throws IllegalArgumentException if the shape has another number of elements
     */
    public static NumpyArray of(long[] values, int... shape) {
        byte[] data = bytes(values.length, 8);
        wrap(data).asLongBuffer().put(values);
        return new NumpyArray(NumpyType.INT64, shape, data);
    }

    /**
     * A uint8 array with a copy of the values.
     *
     * @throws IllegalArgumentException if the shape has another number of elements
     */
    public static NumpyArray of(byte[] values, int... shape) {
        return new NumpyArray(NumpyType.UINT8, shape, values.clone());
    }

    private static byte[] bytes(int elements, int width) {
        return new byte[Math.multiplyExact(elements, width)];
    }

    private static ByteBuffer wrap(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What an element is. */
    public NumpyType type() {
        return type;
    }

    /** The size of each axis, outermost first. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many elements there are. */
    public int elements() {
        return data.length / type.bytes();
    }

    /** The elements as they lie in a file: little-endian, C order; read-only, shared. */
    public ByteBuffer asBytes() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes themselves, for the writer. */
    byte[] raw() {
        return data;
    }

    /** All elements as floats, each rounded to nearest where the type has more digits. */
    public float[] toFloats() {
        float[] out = new float[elements()];
        if (type == NumpyType.FLOAT32) {
            asBytes().asFloatBuffer().get(out);
        } else {
            for (int i = 0; i < out.length; i++) out[i] = (float) doubleAt(i);
        }
        return out;
    }

    /** All elements as doubles; 64-bit integers are rounded to nearest. */
    public double[] toDoubles() {
        double[] out = new double[elements()];
        for (int i = 0; i < out.length; i++) out[i] = doubleAt(i);
        return out;
    }

    /**
     * The elements of an 8-bit array.
     *
     * @throws IllegalStateException if an element has more than 8 bits
     */
    public byte[] toBytes() {
        if (type.bytes() != 1) throw new IllegalStateException("numpy array: bytes wanted, the type is " + type.code());
        return data.clone();
    }

    /** Element {@code i} in C order as a double; 64-bit integers are rounded to nearest. */
    public double doubleAt(int i) {
        ByteBuffer b = asBytes();
        return switch (type) {
            case FLOAT16 -> Float.float16ToFloat(b.getShort(2 * i));
            case FLOAT32 -> b.getFloat(4 * i);
            case FLOAT64 -> b.getDouble(8 * i);
            case UINT64 -> {
                long bits = b.getLong(8 * i);
                // half of it with the lowest bit kept sticky rounds as the whole would
                yield bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
            }
            default -> longAt(i);
        };
    }

    /**
     * Element {@code i} in C order of an integer or bool array; uint64 beyond {@code 2^63 - 1} wraps.
     *
     * @throws IllegalStateException if the type is a float type
     */
    public long longAt(int i) {
        ByteBuffer b = asBytes();
        return switch (type) {
            case BOOL, UINT8 -> b.get(i) & 0xFF;
            case INT8 -> b.get(i);
            case INT16 -> b.getShort(2 * i);
            case UINT16 -> b.getShort(2 * i) & 0xFFFF;
            case INT32 -> b.getInt(4 * i);
            case UINT32 -> b.getInt(4 * i) & 0xFFFF_FFFFL;
            case INT64, UINT64 -> b.getLong(8 * i);
            case FLOAT16, FLOAT32, FLOAT64 ->
                throw new IllegalStateException("numpy array: integers wanted, the type is " + type.code());
        };
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NumpyArray other
                && type == other.type
                && Arrays.equals(shape, other.shape)
                && Arrays.equals(data, other.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(shape)) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return type.code() + " " + Arrays.toString(shape);
    }
}
