package doppel.kernels.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import doppel.kernels.Buffer;
import java.lang.foreign.MemorySegment;

/**
 * Elements of a host buffer as doubles, whatever their type. Writing rounds: to nearest for floats (bf16 by way of
 * f32), to nearest and into the range of the type for integers; NaN becomes 0 there.
 */
public final class Elements {
    private Elements() {}

    /** Element i in storage order. */
    public static double get(Buffer buffer, long i) {
        MemorySegment s = buffer.segment();
        return switch (buffer.dtype()) {
            case F32 -> s.getAtIndex(JAVA_FLOAT, i);
            case F64 -> s.getAtIndex(JAVA_DOUBLE, i);
            case BF16 -> Bfloat16.toFloat(s.getAtIndex(JAVA_SHORT, i));
            case U8 -> Byte.toUnsignedInt(s.get(JAVA_BYTE, i));
            case I32 -> s.getAtIndex(JAVA_INT, i);
        };
    }

    /** Writes element i in storage order. */
    public static void set(Buffer buffer, long i, double value) {
        MemorySegment s = buffer.segment();
        switch (buffer.dtype()) {
            case F32 -> s.setAtIndex(JAVA_FLOAT, i, (float) value);
            case F64 -> s.setAtIndex(JAVA_DOUBLE, i, value);
            case BF16 -> s.setAtIndex(JAVA_SHORT, i, Bfloat16.of((float) value));
            case U8 -> s.set(JAVA_BYTE, i, (byte) Math.max(0, Math.min(255, (int) Math.rint(value))));
            case I32 -> s.setAtIndex(JAVA_INT, i, (int) Math.rint(value));
        }
    }

    /** All elements in storage order. */
    public static double[] read(Buffer buffer) {
        double[] values = new double[Math.toIntExact(buffer.elements())];
        for (int i = 0; i < values.length; i++) values[i] = get(buffer, i);
        return values;
    }

    /** All elements in storage order, rounded to bf16 where asked. */
    public static double[] read(Buffer buffer, boolean rounded) {
        double[] values = read(buffer);
        if (!rounded) return values;
        for (int i = 0; i < values.length; i++) values[i] = Bfloat16.toFloat(Bfloat16.of((float) values[i]));
        return values;
    }

    /**
     * Overwrites all elements in storage order.
     *
     * @throws IllegalArgumentException if the numbers of elements differ
     */
    public static void write(double[] values, Buffer buffer) {
        if (values.length != buffer.elements()) {
            throw new IllegalArgumentException("write: " + values.length + " values into " + buffer);
        }
        for (int i = 0; i < values.length; i++) set(buffer, i, values[i]);
    }
}
