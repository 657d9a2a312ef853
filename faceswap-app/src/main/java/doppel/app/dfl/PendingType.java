package doppel.app.dfl;

import java.util.Arrays;

/** An element type while its pickle is read: its byte order comes after it. */
final class PendingType {
    private final NumpyType type;
    private boolean bigEndian;

    PendingType(NumpyType type) {
        this.type = type;
    }

    void setOrder(String order) throws PickleException {
        bigEndian = switch (order) {
            case "<", "|", "=" -> false;
            case ">" -> true;
            default -> throw new PickleException("byte order " + order);
        };
    }

    /** An array of these bytes; they are shared if they lie as {@link NumpyArray} wants them. */
    NumpyArray array(int[] shape, boolean fortran, byte[] bytes) throws PickleException {
        long wanted = type.bytes();
        for (int size : shape) {
            if (size != 0 && wanted > Integer.MAX_VALUE) break; // more than any bytes there are, or zero in the end
            wanted *= size;
        }
        if (wanted != bytes.length) {
            throw new PickleException(
                    "an array %s %s with %d bytes".formatted(type.code(), Arrays.toString(shape), bytes.length));
        }
        byte[] data = fortran && shape.length > 1 ? rowMajor(shape, bytes) : bytes;
        if (bigEndian && type.bytes() > 1) data = swapped(data);
        return new NumpyArray(type, shape, data);
    }

    private byte[] rowMajor(int[] shape, byte[] bytes) {
        int width = type.bytes();
        int elements = bytes.length / width;
        byte[] out = new byte[bytes.length];
        int[] index = new int[shape.length];
        for (int i = 0; i < elements; i++) {
            int from = 0;
            for (int axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis] + index[axis];
            System.arraycopy(bytes, from * width, out, i * width, width);
            for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }
        return out;
    }

    private byte[] swapped(byte[] bytes) {
        int width = type.bytes();
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) out[i] = bytes[i / width * width + width - 1 - i % width];
        return out;
    }
}
