package doppel.app.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads protocol buffers field by field, without classes generated for them, from a source that is not trusted:
 * nesting, number of messages and of separately coded numbers are limited, so that a file cannot ask for much more
 * memory than its own size. A field of an unexpected kind is an error.
 */
final class ProtoMessage {
    private static final int DEPTH_LIMIT = 16;
    private static final int MESSAGE_LIMIT = 1_000_000;
    private static final int NUMBER_LIMIT = 16_000_000;
    private static final int TEXT_LIMIT = 1 << 16;

    /** What to do with the fields of one kind of message. */
    @FunctionalInterface
    interface Fields {
        /**
         * Reads the field.
         *
         * @return false to pass over it; nothing may have been read then
         */
        boolean read(int field) throws IOException;
    }

    private final CodedInputStream in;
    private int tag;
    private int depth;
    private int messages;
    private int numbers;

    ProtoMessage(byte[] bytes) {
        in = CodedInputStream.newInstance(bytes);
    }

    /** Reads fields up to the end of the message. */
    void fields(Fields fields) throws IOException {
        while (true) {
            tag = in.readTag();
            if (tag == 0) return;
            int kind = WireFormat.getTagWireType(tag);
            if (kind == WireFormat.WIRETYPE_START_GROUP || kind == WireFormat.WIRETYPE_END_GROUP) {
                throw new IOException("a group, which no ONNX file has");
            }
            if (!fields.read(WireFormat.getTagFieldNumber(tag))) in.skipField(tag);
        }
    }

    /** Reads the message in the current field. */
    void message(Fields fields) throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        if (++messages > MESSAGE_LIMIT) throw new IOException("more than " + MESSAGE_LIMIT + " parts");
        if (++depth > DEPTH_LIMIT) throw new IOException("parts nested deeper than " + DEPTH_LIMIT);
        int outer = in.pushLimit(in.readRawVarint32());
        fields(fields);
        in.popLimit(outer);
        depth--;
    }

    /** A whole number. */
    long whole() throws IOException {
        expect(WireFormat.WIRETYPE_VARINT);
        return in.readInt64();
    }

    /** A float. */
    float real() throws IOException {
        expect(WireFormat.WIRETYPE_FIXED32);
        return in.readFloat();
    }

    /** Text in UTF-8. */
    String text() throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        if (++messages > MESSAGE_LIMIT) throw new IOException("more than " + MESSAGE_LIMIT + " parts");
        byte[] bytes = in.readByteArray();
        if (bytes.length > TEXT_LIMIT) throw new IOException("a name of " + bytes.length + " bytes");
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Bytes as they are. */
    byte[] bytes() throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return in.readByteArray();
    }

    /** Adds one number, or a packed list of them. */
    void wholes(NumberList.Wholes to) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
            count();
            to.add(in.readInt64());
            return;
        }
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        int outer = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
            count();
            to.add(in.readInt64());
        }
        in.popLimit(outer);
    }

    /** Adds one float, or a packed list of them. */
    void reals(NumberList.Reals to) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_FIXED32) {
            to.add(in.readFloat());
            return;
        }
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        int outer = in.pushLimit(in.readRawVarint32());
        to.reserve(in.getBytesUntilLimit() / Float.BYTES);
        while (!in.isAtEnd()) to.add(in.readFloat());
        in.popLimit(outer);
    }

    /** Adds one double, or a packed list of them, rounded to floats. */
    void doubles(NumberList.Reals to) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_FIXED64) {
            to.add((float) in.readDouble());
            return;
        }
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        int outer = in.pushLimit(in.readRawVarint32());
        to.reserve(in.getBytesUntilLimit() / Double.BYTES);
        while (!in.isAtEnd()) to.add((float) in.readDouble());
        in.popLimit(outer);
    }

    private void count() throws IOException {
        if (++numbers > NUMBER_LIMIT) throw new IOException("more than " + NUMBER_LIMIT + " separate numbers");
    }

    private void expect(int kind) throws IOException {
        if (WireFormat.getTagWireType(tag) != kind) {
            throw new IOException("field %d is of kind %d, wanted %d"
                    .formatted(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), kind));
        }
    }
}
