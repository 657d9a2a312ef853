package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import doppel.kernels.Buffer;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * Writes the arguments of a launch one behind the other at the offsets that C gives them, the form that the driver
 * takes as {@code CU_LAUNCH_PARAM_BUFFER_POINTER}.
 */
public final class PackedArguments {
    private PackedArguments() {}

    /**
     * Overwrites the first {@link LaunchDescriptor#argumentBytes} bytes of {@code target}.
     *
     * @param arguments one per parameter: {@link Buffer} or null for a pointer, {@link Long}, {@link Integer}, {@link
     *     Float}, {@link Double}, and arrays {@code long[]}, {@code int[]}, {@code float[]}, {@code double[]} no longer
     *     than their struct, which is filled up with zeros
     * @throws IllegalArgumentException naming kernel and parameter, if number or types differ
     */
    public static void write(LaunchDescriptor kernel, MemorySegment target, @Nullable Object... arguments) {
        if (arguments.length != kernel.parameters().size()) {
            throw new IllegalArgumentException(kernel + ": got " + arguments.length + " arguments");
        }
        target.asSlice(0, kernel.argumentBytes()).fill((byte) 0);
        for (int i = 0; i < arguments.length; i++) {
            LaunchParameter parameter = kernel.parameters().get(i);
            Object argument = arguments[i];
            boolean fits = parameter.struct()
                    ? writeArray(parameter, argument, target, kernel.offset(i))
                    : writeValue(parameter.kind(), argument, target, kernel.offset(i));
            if (!fits) {
                throw new IllegalArgumentException("%s: parameter %d wants %s, got %s"
                        .formatted(kernel, i, parameter, argument == null ? null : argument.getClass()));
            }
        }
    }

    private static boolean writeArray(
            LaunchParameter parameter, @Nullable Object array, MemorySegment target, int offset) {
        if (array == null || !array.getClass().isArray()) return false;
        int length = Array.getLength(array);
        if (length > parameter.count()) return false;
        for (int k = 0; k < length; k++) {
            Object value = Array.get(array, k);
            if (!writeValue(
                    parameter.kind(),
                    value,
                    target,
                    offset + k * parameter.kind().bytes())) return false;
        }
        return true;
    }

    private static boolean writeValue(
            LaunchParameter.Kind kind, @Nullable Object value, MemorySegment target, int offset) {
        switch (kind) {
            case POINTER -> {
                if (value instanceof Buffer b)
                    target.set(JAVA_LONG_UNALIGNED, offset, b.segment().address());
                else return value == null;
            }
            case LONG -> {
                if (!(value instanceof Long v)) return false;
                target.set(JAVA_LONG_UNALIGNED, offset, v);
            }
            case INT -> {
                if (!(value instanceof Integer v)) return false;
                target.set(JAVA_INT_UNALIGNED, offset, v);
            }
            case FLOAT -> {
                if (!(value instanceof Float v)) return false;
                target.set(JAVA_FLOAT_UNALIGNED, offset, v);
            }
            case DOUBLE -> {
                if (!(value instanceof Double v)) return false;
                target.set(JAVA_DOUBLE_UNALIGNED, offset, v);
            }
        }
        return true;
    }
}
