package doppel.tensor.io;

import doppel.kernels.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands before the elements of a .npy file: a magic number, a version, and a Python dictionary such as {@code
 * {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }}. Source: NumPy, {@code numpy/lib/format.py}.
 *
 * @param fortran whether the first axis is the contiguous one
 */
record NpyHeader(NpyType type, ByteOrder order, boolean fortran, Shape shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** NumPy itself refuses longer ones, 10,000 characters, unless told otherwise. */
    private static final int MAX_CHARACTERS = 1 << 16;

    private static final int ALIGNMENT = 64;
    private static final Pattern DICTIONARY = Pattern.compile("\\s*\\{(.*)}\\s*", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile(
            "\\s*(['\"])(\\w+)\\1\\s*:\\s*" + "(?:(['\"])([^'\"]*)\\3|(True|False)|\\(([\\d,\\sL]*)\\))\\s*(?:,|$)");

    /** Takes the header from a stream, which then stands at the first element. */
    static NpyHeader read(InputStream in) throws IOException {
        byte[] start = exactly(in, 8);
        if (!Arrays.equals(start, 0, 6, MAGIC, 0, 6)) throw new IOException("not a .npy file");
        int major = start[6];
        if (major < 1 || major > 3) throw new IOException(".npy version %d, wanted 1 to 3".formatted(major));
        ByteBuffer size = ByteBuffer.wrap(exactly(in, major == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        long characters = major == 1 ? Short.toUnsignedInt(size.getShort()) : Integer.toUnsignedLong(size.getInt());
        if (characters > MAX_CHARACTERS) {
            throw new IOException(".npy header of %d bytes, wanted at most %d".formatted(characters, MAX_CHARACTERS));
        }
        byte[] text = exactly(in, (int) characters);
        return parse(new String(text, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    private static byte[] exactly(InputStream in, int n) throws IOException {
        byte[] bytes = in.readNBytes(n);
        if (bytes.length < n) throw new EOFException("ends within the .npy header");
        return bytes;
    }

    static NpyHeader parse(String text) throws IOException {
        Matcher dictionary = DICTIONARY.matcher(text);
        if (!dictionary.matches()) throw malformed(text);
        String body = dictionary.group(1);
        Matcher entry = ENTRY.matcher(body);
        Set<String> keys = new HashSet<>();
        String description = "";
        boolean fortran = false;
        Shape shape = new Shape();
        int at = 0;
        while (at < body.length() && !body.substring(at).isBlank()) {
            entry.region(at, body.length());
            if (!entry.lookingAt()) throw malformed(text);
            at = entry.end();
            String key = entry.group(2);
            String wanted = entry.group(4) != null ? "descr" : entry.group(5) != null ? "fortran_order" : "shape";
            if (!key.equals(wanted) || !keys.add(key)) throw malformed(text);
            switch (key) {
                case "descr" -> description = entry.group(4);
                case "fortran_order" -> fortran = entry.group(5).equals("True");
                default -> shape = shape(entry.group(6));
            }
        }
        if (keys.size() != 3) throw malformed(text);
        char order = description.isEmpty() ? '?' : description.charAt(0);
        NpyType type = "<>|=".indexOf(order) < 0 ? null : NpyType.of(description.substring(1));
        if (type == null || (order == '|') != (type.bytes() == 1)) {
            throw new IOException("elements of type '" + shortened(description)
                    + "', wanted f2, f4, f8, b1, u1, i4 or i8 with their byte order");
        }
        return new NpyHeader(type, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, fortran, shape);
    }

    private static Shape shape(String tuple) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        String[] parts = tuple.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.isEmpty() && i == parts.length - 1) break; // (3,) and ()
            if (!part.matches("\\d{1,10}L?")) throw new IOException("shape (" + shortened(tuple) + ") cannot be read");
            long size = Long.parseLong(part.endsWith("L") ? part.substring(0, part.length() - 1) : part);
            if (size < 1 || size > Integer.MAX_VALUE || i == 8) {
                throw new IOException("shape (%s), wanted at most 8 sizes from 1 to %d"
                        .formatted(shortened(tuple), Integer.MAX_VALUE));
            }
            sizes.add((int) size);
        }
        return new Shape(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The bytes before the elements of a little-endian, row-major array, in version 1. */
    static byte[] write(String description, Shape shape) {
        String sizes = Arrays.stream(shape.sizes()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        String tuple = shape.rank() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
        String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(description, tuple);
        int length = (10 + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - 10));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) header.put((byte) ' ');
        header.put((byte) '\n');
        return header.array();
    }

    private static IOException malformed(String text) {
        return new IOException(".npy header cannot be read: " + shortened(text.strip()));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
