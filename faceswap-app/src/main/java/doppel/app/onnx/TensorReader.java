package doppel.app.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads a {@code TensorProto}: sizes, and values in whichever of its fields they are. */
final class TensorReader {
    private static final int RANK_LIMIT = 8;

    private final NumberList.Wholes sizes = new NumberList.Wholes();
    private final NumberList.Reals reals = new NumberList.Reals();
    private final NumberList.Wholes wholes = new NumberList.Wholes();
    private String name = "";
    private long type;
    private byte[] raw = {};
    private boolean external;

    private TensorReader() {}

    /** A tensor with its name, which may be empty. */
    record Named(String name, OnnxTensor tensor) {}

    /** Reads the tensor in the current field. */
    static Named read(ProtoMessage in) throws IOException {
        TensorReader tensor = new TensorReader();
        in.message(field -> tensor.field(in, field));
        return new Named(tensor.name, tensor.finish());
    }

    private boolean field(ProtoMessage in, int field) throws IOException {
        switch (field) {
            case 1 -> in.wholes(sizes);
            case 2 -> type = in.whole();
            case 4 -> in.reals(reals);
            case 5, 7, 11 -> in.wholes(wholes);
            case 8 -> name = in.text();
            case 9 -> raw = in.bytes();
            case 10 -> in.doubles(reals);
            case 14 -> external = in.whole() != 0;
            default -> {
                return false;
            }
        }
        return true;
    }

    private OnnxTensor finish() throws IOException {
        if (external) throw new IOException("tensor \"" + name + "\" keeps its values in another file");
        int[] shape = shape();
        int n = OnnxTensor.elements(shape);
        return switch ((int) type) {
            case 1 -> new OnnxTensor.Reals(shape, raw.length > 0 ? floats(n) : given(n));
            case 10 -> new OnnxTensor.Reals(shape, halves(n));
            case 11 -> new OnnxTensor.Reals(shape, raw.length > 0 ? doubles(n) : given(n));
            case 2, 3, 4, 5, 6, 7, 9 -> new OnnxTensor.Wholes(shape, raw.length > 0 ? rawWholes(n) : givenWholes(n));
            default ->
                throw new IOException("tensor \"" + name + "\" has values of type " + type
                        + ", which is none of float, float16, double, bool and the integers");
        };
    }

    private int[] shape() throws IOException {
        if (sizes.size() > RANK_LIMIT) throw new IOException("tensor \"" + name + "\" has " + sizes.size() + " axes");
        long n = 1;
        for (long size : sizes.toArray()) {
            if (size < 0 || size > Integer.MAX_VALUE || (n *= size) > Integer.MAX_VALUE) {
                throw new IOException("tensor \"" + name + "\" has sizes " + Arrays.toString(sizes.toArray()));
            }
        }
        return Arrays.stream(sizes.toArray()).mapToInt(Math::toIntExact).toArray();
    }

    private ByteBuffer raw(int n, int bytes) throws IOException {
        if (raw.length != (long) n * bytes) throw length(n, raw.length / bytes);
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }

    private float[] floats(int n) throws IOException {
        float[] values = new float[n];
        raw(n, Float.BYTES).asFloatBuffer().get(values);
        return values;
    }

    private float[] doubles(int n) throws IOException {
        ByteBuffer bytes = raw(n, Double.BYTES);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) values[i] = (float) bytes.getDouble();
        return values;
    }

    private float[] halves(int n) throws IOException {
        float[] values = new float[n];
        if (raw.length > 0) {
            ByteBuffer bytes = raw(n, Short.BYTES);
            for (int i = 0; i < n; i++) values[i] = Float.float16ToFloat(bytes.getShort());
        } else {
            long[] bits = givenWholes(n);
            for (int i = 0; i < n; i++) values[i] = Float.float16ToFloat((short) bits[i]);
        }
        return values;
    }

    private long[] rawWholes(int n) throws IOException {
        long[] values = new long[n];
        ByteBuffer bytes = raw(
                n,
                switch ((int) type) {
                    case 7 -> Long.BYTES;
                    case 6 -> Integer.BYTES;
                    case 4, 5 -> Short.BYTES;
                    default -> Byte.BYTES;
                });
        for (int i = 0; i < n; i++) {
            values[i] = switch ((int) type) {
                case 7 -> bytes.getLong();
                case 6 -> bytes.getInt();
                case 5 -> bytes.getShort();
                case 4 -> Short.toUnsignedLong(bytes.getShort());
                case 3 -> bytes.get();
                default -> Byte.toUnsignedLong(bytes.get());
            };
        }
        return values;
    }

    private float[] given(int n) throws IOException {
        if (reals.size() != n) throw length(n, reals.size());
        return reals.toArray();
    }

    private long[] givenWholes(int n) throws IOException {
        if (wholes.size() != n) throw length(n, wholes.size());
        return wholes.toArray();
    }

    private IOException length(int wanted, int came) {
        return new IOException("tensor \"%s\" of sizes %s has %d values, wanted %d"
                .formatted(name, Arrays.toString(sizes.toArray()), came, wanted));
    }
}
