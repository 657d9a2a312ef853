package doppel.tensor.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON that stands before the data of a safetensors file: a type, a shape and a range of the data per tensor, and
 * strings under {@code __metadata__}.
 *
 * @param tensors in the order of their data
 */
record SafetensorsHeader(SequencedMap<String, Entry> tensors, SequencedMap<String, String> metadata) {
    /** Where a tensor lies, in bytes from the beginning of the data. */
    record Entry(DType dtype, Shape shape, long begin, long end) {}

    private static final String METADATA = "__metadata__";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Lays tensors out one behind the other, those with the widest elements first, so that each is aligned to its
     * element, and by name among those.
     *
     * @param types type and shape by name
     */
    static SafetensorsHeader layOut(Map<String, Entry> types, Map<String, String> metadata) {
        List<Map.Entry<String, Entry>> order = new ArrayList<>(types.entrySet());
        order.sort(Comparator.comparingInt(
                        (Map.Entry<String, Entry> e) -> -e.getValue().dtype().bytes())
                .thenComparing(Map.Entry::getKey));
        SequencedMap<String, Entry> tensors = new LinkedHashMap<>();
        long at = 0;
        for (var e : order) {
            Entry type = e.getValue();
            long end = at
                    + Math.multiplyExact(type.shape().elements(), type.dtype().bytes());
            tensors.put(e.getKey(), new Entry(type.dtype(), type.shape(), at, end));
            at = end;
        }
        return new SafetensorsHeader(tensors, new LinkedHashMap<>(metadata));
    }

    /**
     * The header as it stands in a file, padded with blanks so that data behind it and the 8 bytes before is aligned.
     */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeName(METADATA).writeStartObject();
                metadata.forEach((key, value) -> json.writeName(key).writeString(value));
                json.writeEndObject();
            }
            tensors.forEach((name, entry) -> write(json, name, entry));
            json.writeEndObject();
        }
        while (bytes.size() % 8 != 0) bytes.write(' ');
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, String name, Entry entry) {
        json.writeName(name).writeStartObject();
        json.writeName("dtype").writeString(entry.dtype().name());
        json.writeName("shape").writeStartArray();
        for (int size : entry.shape().sizes()) json.writeNumber(size);
        json.writeEndArray();
        json.writeName("data_offsets").writeStartArray();
        json.writeNumber(entry.begin()).writeNumber(entry.end()).writeEndArray();
        json.writeEndObject();
    }

    /**
     * Reads and checks a header: the ranges must cover the data without a hole or an overlap.
     *
     * @param dataBytes size of all data
     */
    static SafetensorsHeader parse(byte[] bytes, long dataBytes) throws IOException {
        if (bytes.length == 0 || bytes[0] != '{') throw new IOException("header does not begin with {");
        SequencedMap<String, Entry> tensors = new LinkedHashMap<>();
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), decoded(bytes))) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                expect(json, JsonToken.START_OBJECT, name);
                if (name.equals(METADATA)) readMetadata(json, metadata);
                else tensors.put(name, readEntry(json, name));
            }
            if (json.nextToken() != null) throw new IOException("header goes on behind its end");
        } catch (JacksonException e) {
            throw new IOException("header cannot be read, " + e.getOriginalMessage(), e);
        }
        return new SafetensorsHeader(contiguous(tensors, dataBytes), metadata);
    }

    /** Strictly, as the specification wants it; Jackson itself forgives some malformed text. */
    private static String decoded(byte[] bytes) throws IOException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("header is not UTF-8", e);
        }
    }

    private static void readMetadata(JsonParser json, Map<String, String> metadata) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            expect(json, JsonToken.VALUE_STRING, METADATA + " " + key);
            metadata.put(key, json.getString());
        }
    }

    private static Entry readEntry(JsonParser json, String name) throws IOException {
        DType dtype = null;
        long[] sizes = null;
        long[] range = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            switch (key) {
                case "dtype" -> {
                    expect(json, JsonToken.VALUE_STRING, name + " dtype");
                    dtype = dtype(json.getString(), name);
                }
                case "shape" -> sizes = numbers(json, name + " shape");
                case "data_offsets" -> range = numbers(json, name + " data_offsets");
                default -> throw new IOException("tensor " + name + " has an unknown field " + key);
            }
        }
        if (dtype == null || sizes == null || range == null || range.length != 2) {
            throw new IOException("tensor " + name + " needs a dtype, a shape and two data_offsets");
        }
        Shape shape = shape(sizes, name);
        long bytes;
        try {
            bytes = Math.multiplyExact(shape.elements(), dtype.bytes());
        } catch (ArithmeticException e) {
            throw new IOException("tensor " + name + " of shape " + shape + " is too large", e);
        }
        if (range[1] - range[0] != bytes) {
            throw new IOException("tensor %s: %s %s needs %d bytes, its data_offsets are %d to %d"
                    .formatted(name, dtype, shape, bytes, range[0], range[1]));
        }
        return new Entry(dtype, shape, range[0], range[1]);
    }

    private static DType dtype(String text, String name) throws IOException {
        for (DType dtype : DType.values()) if (dtype.name().equals(text)) return dtype;
        throw new IOException("tensor %s is of type %s, wanted F32, F64, BF16, U8 or I32".formatted(name, text));
    }

    private static Shape shape(long[] sizes, String name) throws IOException {
        int[] ints = new int[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 1 || sizes[i] > Integer.MAX_VALUE || sizes.length > 8) {
                throw new IOException("tensor %s: shape %s, wanted at most 8 sizes from 1 to %d"
                        .formatted(name, Arrays.toString(sizes), Integer.MAX_VALUE));
            }
            ints[i] = (int) sizes[i];
        }
        return new Shape(ints);
    }

    private static long[] numbers(JsonParser json, String what) throws IOException {
        expect(json, JsonToken.START_ARRAY, what);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            long number = json.currentToken() == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
            if (number < 0 || numbers.size() == 64) throw new IOException(what + " is no list of few sizes");
            numbers.add(number);
        }
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static void expect(JsonParser json, JsonToken wanted, String what) throws IOException {
        @Nullable JsonToken token = json.nextToken();
        if (token != wanted) throw new IOException("header: %s is %s, wanted %s".formatted(what, token, wanted));
    }

    private static SequencedMap<String, Entry> contiguous(Map<String, Entry> tensors, long dataBytes)
            throws IOException {
        List<Map.Entry<String, Entry>> order = new ArrayList<>(tensors.entrySet());
        order.sort(Comparator.comparingLong(e -> e.getValue().begin()));
        SequencedMap<String, Entry> sorted = new LinkedHashMap<>();
        long at = 0;
        for (var e : order) {
            Entry entry = e.getValue();
            if (entry.begin() != at) {
                throw new IOException("tensor %s begins at %d, wanted %d: %s"
                        .formatted(e.getKey(), entry.begin(), at, entry.begin() < at ? "an overlap" : "a hole"));
            }
            at = entry.end();
            sorted.put(e.getKey(), entry);
        }
        if (at != dataBytes) {
            throw new IOException("tensors take %d bytes, the file has %d of data: %s"
                    .formatted(at, dataBytes, at > dataBytes ? "cut off" : "something follows"));
        }
        return sorted;
    }
}
