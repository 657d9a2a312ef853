package doppel.app.dfl;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the allowed functions do when a pickle calls them, and how it fills in arrays and element types afterwards. */
final class PickleCalls {
    private static final int MAX_AXES = 32;

    private final PickleLimits limits;
    private long arrayBytes;

    PickleCalls(PickleLimits limits) {
        this.limits = limits;
    }

    Object call(PickleGlobal global, List<@Nullable Object> arguments) throws PickleException {
        return switch (global) {
            case RECONSTRUCT -> {
                if (at(arguments, 0) != PickleGlobal.ARRAY)
                    throw new PickleException("reconstructs what is no ndarray");
                yield new PendingArray();
            }
            case TYPE -> new PendingType(numpyType(text(at(arguments, 0), "element type")));
            case SCALAR -> {
                PendingType type = type(at(arguments, 0));
                yield new NumpyScalar(type.array(new int[0], false, counted(at(arguments, 1))));
            }
            case FROM_BUFFER -> {
                PendingType type = type(at(arguments, 1));
                String order = text(at(arguments, 3), "array order");
                if (!order.equals("C") && !order.equals("F"))
                    throw new PickleException("array order " + order + ", C and F are read");
                yield type.array(shape(at(arguments, 2)), order.equals("F"), counted(at(arguments, 0)));
            }
            case ENCODE -> {
                if (!text(at(arguments, 1), "encoding").equals("latin1"))
                    throw new PickleException("encodes bytes otherwise than in latin1");
                yield text(at(arguments, 0), "encoded bytes").getBytes(StandardCharsets.ISO_8859_1);
            }
            case BYTES, BYTEARRAY -> {
                if (arguments.isEmpty()) yield new byte[0];
                if (!(at(arguments, 0) instanceof byte[] bytes))
                    throw new PickleException("bytes of what is not bytes");
                yield bytes;
            }
            case SAMPLE_TYPE -> new PickleEnum(PickleEnum.Kind.SAMPLE_TYPE, whole(at(arguments, 0), "sample type"));
            case FACE_TYPE -> new PickleEnum(PickleEnum.Kind.FACE_TYPE, whole(at(arguments, 0), "face type"));
            case ARRAY -> throw new PickleException("calls numpy.ndarray, which is not allowed");
        };
    }

    void build(@Nullable Object target, @Nullable Object state) throws PickleException {
        if (!(state instanceof PickleTuple(List<@Nullable Object> items)))
            throw new PickleException("fills in a value otherwise than with a tuple");
        switch (target) {
            case PendingType type -> {
                // version, byte order, subarray, names, fields, ...
                if (items.size() < 5 || items.get(2) != null || items.get(3) != null || items.get(4) != null)
                    throw new PickleException("an element type with fields");
                type.setOrder(text(items.get(1), "byte order"));
            }
            case PendingArray array -> {
                if (items.size() != 5)
                    throw new PickleException("an array state of " + items.size() + " items, 5 wanted");
                int[] shape = shape(items.get(1));
                boolean fortran = truth(items.get(3));
                array.set(type(items.get(2)).array(shape, fortran, counted(items.get(4))));
            }
            case null, default -> throw new PickleException("fills in what is neither array nor element type");
        }
    }

    /** Bytes that several arrays share count for each. */
    private byte[] counted(@Nullable Object value) throws PickleException {
        if (!(value instanceof byte[] bytes)) throw new PickleException("an array without bytes");
        arrayBytes += bytes.length;
        if (arrayBytes > limits.bytes()) throw new PickleException("arrays of more than " + limits.bytes() + " bytes");
        return bytes;
    }

    private static NumpyType numpyType(String code) throws PickleException {
        NumpyType type = NumpyType.withCode(code);
        if (type == null) throw new PickleException("element type " + code + ", bool, integers and floats are read");
        return type;
    }

    private static PendingType type(@Nullable Object value) throws PickleException {
        if (value instanceof PendingType type) return type;
        throw new PickleException("an array without element type");
    }

    private static int[] shape(@Nullable Object value) throws PickleException {
        if (!(value instanceof PickleTuple(List<@Nullable Object> items)) || items.size() > MAX_AXES)
            throw new PickleException("an array without shape, or of more than " + MAX_AXES + " axes");
        int[] shape = new int[items.size()];
        for (int i = 0; i < shape.length; i++) {
            long size = whole(items.get(i), "size of an axis");
            if (size < 0 || size > Integer.MAX_VALUE) throw new PickleException("an axis of size " + size);
            shape[i] = (int) size;
        }
        return shape;
    }

    private static boolean truth(@Nullable Object value) throws PickleException {
        return value instanceof Boolean b ? b : whole(value, "Fortran order") != 0;
    }

    private static long whole(@Nullable Object value, String what) throws PickleException {
        if (value instanceof Long number) return number;
        throw new PickleException(what + ": a whole number wanted");
    }

    private static String text(@Nullable Object value, String what) throws PickleException {
        if (value instanceof String text) return text;
        throw new PickleException(what + ": text wanted");
    }

    private static @Nullable Object at(List<@Nullable Object> arguments, int index) throws PickleException {
        if (index >= arguments.size()) throw new PickleException("a call with too few arguments");
        return arguments.get(index);
    }
}
