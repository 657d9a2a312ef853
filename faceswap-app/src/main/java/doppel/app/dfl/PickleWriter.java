package doppel.app.dfl;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as a Python pickle that DeepFaceLab, and any Python with NumPy 1 or 2, reads. The types are those that
 * {@link Pickle} makes; Byte, Short, Integer and Float are taken too. Nothing is shared through the memo: equal bytes
 * for equal values.
 */
public final class PickleWriter {
    private static final int MAX_DEPTH = 64;
    /** As many items as CPython gathers on its stack at once. */
    private static final int BATCH = 1000;

    private final DataOutputStream out;
    private final int protocol;

    private PickleWriter(OutputStream out, int protocol) {
        if (protocol != 3 && protocol != 4)
            throw new IllegalArgumentException("pickle: protocol 3 or 4 is written, got " + protocol);
        this.out = new DataOutputStream(out);
        this.protocol = protocol;
    }

    /**
     * The pickle of a value.
     *
     * @param protocol 3 for every Python 3, 4 for 3.4 and later
     * @throws IllegalArgumentException if a value has no form in a pickle, or values lie in a circle
     */
    public static byte[] write(@Nullable Object value, int protocol) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(bytes, value, protocol);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    /**
     * Writes the pickle of a value and flushes the stream.
     *
     * @throws IllegalArgumentException likewise
     */
    public static void write(OutputStream out, @Nullable Object value, int protocol) throws IOException {
        PickleWriter writer = new PickleWriter(new BufferedOutputStream(out, 1 << 16), protocol);
        writer.out.write(0x80);
        writer.out.write(protocol);
        writer.value(value, 0);
        writer.out.write('.');
        writer.out.flush();
    }

    private void value(@Nullable Object value, int depth) throws IOException {
        if (depth > MAX_DEPTH)
            throw new IllegalArgumentException("pickle: values lie more than " + MAX_DEPTH + " deep, or in a circle");
        switch (value) {
            case null -> out.write('N');
            case Boolean b -> out.write(b ? 0x88 : 0x89);
            case Byte n -> integer(n);
            case Short n -> integer(n);
            case Integer n -> integer(n);
            case Long n -> integer(n);
            case BigInteger n -> big(n);
            case Float x -> real(x);
            case Double x -> real(x);
            case String s -> text(s);
            case byte[] b -> bytes(b);
            case PickleTuple tuple -> tuple(tuple.items(), depth);
            case List<?> list -> list(list, depth);
            case Map<?, ?> map -> dict(map, depth);
            case NumpyArray array -> array(array);
            case NumpyScalar scalar -> scalar(scalar.value());
            case PickleEnum e -> {
                global(e.kind().module(), e.kind().className());
                integer(e.number());
                out.write(0x85);
                out.write('R');
            }
            default ->
                throw new IllegalArgumentException(
                        "pickle: " + value.getClass().getName() + " has no form in a pickle");
        }
    }

    private void integer(long n) throws IOException {
        if (n >= 0 && n < 0x100) {
            out.write('K');
            out.write((int) n);
        } else if (n >= 0 && n < 0x10000) {
            out.write('M');
            out.writeShort(Short.reverseBytes((short) n));
        } else if (n == (int) n) {
            out.write('J');
            out.writeInt(Integer.reverseBytes((int) n));
        } else {
            big(BigInteger.valueOf(n));
        }
    }

    private void big(BigInteger n) throws IOException {
        byte[] bytes = n.toByteArray();
        if (bytes.length > 255) throw new IllegalArgumentException("pickle: an integer of " + bytes.length + " bytes");
        out.write(0x8A);
        out.write(bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) out.write(bytes[i]);
    }

    private void real(double x) throws IOException {
        out.write('G');
        out.writeDouble(x);
    }

    private void text(String s) throws IOException {
        byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
        if (protocol >= 4 && utf8.length < 0x100) {
            out.write(0x8C);
            out.write(utf8.length);
        } else {
            out.write('X');
            out.writeInt(Integer.reverseBytes(utf8.length));
        }
        out.write(utf8);
    }

    private void bytes(byte[] b) throws IOException {
        if (b.length < 0x100) {
            out.write('C');
            out.write(b.length);
        } else {
            out.write('B');
            out.writeInt(Integer.reverseBytes(b.length));
        }
        out.write(b);
    }

    private void tuple(List<?> items, int depth) throws IOException {
        if (items.size() > 3) out.write('(');
        for (Object item : items) value(item, depth + 1);
        out.write(
                switch (items.size()) {
                    case 0 -> ')';
                    case 1 -> 0x85;
                    case 2 -> 0x86;
                    case 3 -> 0x87;
                    default -> 't';
                });
    }

    private void list(List<?> list, int depth) throws IOException {
        out.write(']');
        Iterator<?> items = list.iterator();
        while (items.hasNext()) {
            out.write('(');
            for (int i = 0; i < BATCH && items.hasNext(); i++) value(items.next(), depth + 1);
            out.write('e');
        }
    }

    private void dict(Map<?, ?> map, int depth) throws IOException {
        out.write('}');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            out.write('(');
            for (int i = 0; i < BATCH && entries.hasNext(); i++) {
                Map.Entry<?, ?> entry = entries.next();
                value(entry.getKey(), depth + 1);
                value(entry.getValue(), depth + 1);
            }
            out.write('u');
        }
    }

    /** {@code _reconstruct(ndarray, (0,), b'b')}, then the state {@code (1, shape, dtype, False, bytes)}. */
    private void array(NumpyArray array) throws IOException {
        global("numpy.core.multiarray", "_reconstruct");
        global("numpy", "ndarray");
        integer(0);
        out.write(0x85);
        bytes(new byte[] {'b'});
        out.write(0x87);
        out.write('R');
        out.write('(');
        integer(1);
        int[] shape = array.shape();
        if (shape.length > 3) out.write('(');
        for (int size : shape) integer(size);
        out.write(shape.length > 3 ? 't' : shape.length == 0 ? ')' : 0x84 + shape.length);
        type(array.type());
        out.write(0x89);
        bytes(array.raw());
        out.write('t');
        out.write('b');
    }

    private void scalar(NumpyArray value) throws IOException {
        global("numpy.core.multiarray", "scalar");
        type(value.type());
        bytes(value.raw());
        out.write(0x86);
        out.write('R');
    }

    /** {@code dtype('f4', False, True)}, then the state {@code (3, '<', None, None, None, -1, -1, 0)}. */
    private void type(NumpyType type) throws IOException {
        global("numpy", "dtype");
        text(type.code());
        out.write(0x89);
        out.write(0x88);
        out.write(0x87);
        out.write('R');
        out.write('(');
        integer(3);
        text(type.bytes() == 1 ? "|" : "<");
        for (int i = 0; i < 3; i++) out.write('N');
        integer(-1);
        integer(-1);
        integer(0);
        out.write('t');
        out.write('b');
    }

    private void global(String module, String name) throws IOException {
        if (protocol >= 4) {
            text(module);
            text(name);
            out.write(0x93);
        } else {
            out.write('c');
            out.write((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
