package doppel.app.dfl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes to read in order, little-endian; a length that the input does not have is refused before memory is taken. */
final class PickleSource {
    private static final int MAX_LINE = 256;

    private final InputStream in;
    private long left;

    PickleSource(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    int u1() throws IOException {
        int value = left > 0 ? in.read() : -1;
        if (value < 0) throw new PickleException("ends in the middle");
        left--;
        return value;
    }

    int u2() throws IOException {
        return u1() | u1() << 8;
    }

    int i4() throws IOException {
        return u2() | u2() << 16;
    }

    long u4() throws IOException {
        return i4() & 0xFFFF_FFFFL;
    }

    long i8() throws IOException {
        return u4() | u4() << 32;
    }

    /** The floats of pickles are big-endian, alone of all. */
    double f8() throws IOException {
        return ByteBuffer.wrap(bytes(8)).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    /** @param length taken as unsigned */
    byte[] bytes(long length) throws IOException {
        if (length < 0 || length > left) throw new PickleException("ends in the middle of a string");
        if (length > Integer.MAX_VALUE - 8)
            throw new PickleException("a string of %d bytes, at most 2 GiB are read".formatted(length));
        byte[] out = in.readNBytes((int) length);
        if (out.length < length) throw new PickleException("ends in the middle of a string");
        left -= length;
        return out;
    }

    String text(long length) throws IOException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    /** A short line of ASCII without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = u1(); c != '\n'; c = u1()) {
            if (line.length() == MAX_LINE) throw new PickleException("a name of more than " + MAX_LINE + " characters");
            line.append((char) c);
        }
        return line.toString();
    }

    void skipFrame(long length) throws IOException {
        if (length < 0 || length > left) throw new PickleException("ends in the middle of a frame");
    }
}
