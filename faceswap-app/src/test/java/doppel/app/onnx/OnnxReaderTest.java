package doppel.app.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxReaderTest {
    /** Writes the fields of a message. */
    private interface Fields {
        void to(CodedOutputStream out) throws IOException;
    }

    @Test
    void readsNodesPortsAndWeights() throws IOException {
        OnnxModel model = OnnxReader.read(OperatorCase.all().getFirst().model());
        assertEquals(11, model.opset());
        assertEquals(List.of(new OnnxPort("x", List.of(0, 0, 0, 0))), model.inputs());
        assertEquals(List.of(new OnnxPort("y", List.of())), model.outputs());
        OnnxNode conv = model.nodes().getFirst();
        assertEquals("Conv_0", conv.name());
        assertEquals(List.of("x", "w", "b"), conv.inputs());
        assertEquals(
                Map.of("strides", new OnnxAttribute.Wholes(2, 2), "pads", new OnnxAttribute.Wholes(0, 1, 2, 1)),
                conv.attributes());
        OnnxTensor w = Objects.requireNonNull(model.initializers().get("w"));
        assertArrayEquals(new int[] {4, 3, 3, 3}, w.sizes());
    }

    @Test
    void everyFileCutShortIsRefused() throws IOException {
        byte[] file = OperatorCase.all().getFirst().model();
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThrows(IOException.class, () -> OnnxReader.read(cut), "first " + length + " bytes");
        }
    }

    static Stream<Arguments> tensors() {
        float[] reals = {1.5f, -2};
        long[] wholes = {3, -4};
        return Stream.of(
                arguments(
                        "raw float",
                        tensor(
                                1,
                                t -> t.writeByteArray(
                                        9, raw(8).putFloat(1.5f).putFloat(-2).array())),
                        reals),
                arguments(
                        "raw double",
                        tensor(
                                11,
                                t -> t.writeByteArray(
                                        9, raw(16).putDouble(1.5).putDouble(-2).array())),
                        reals),
                arguments(
                        "raw half",
                        tensor(
                                10,
                                t -> t.writeByteArray(
                                        9,
                                        raw(4).putShort(Float.floatToFloat16(1.5f))
                                                .putShort(Float.floatToFloat16(-2))
                                                .array())),
                        reals),
                arguments(
                        "floats one by one",
                        tensor(1, t -> {
                            t.writeFloat(4, 1.5f);
                            t.writeFloat(4, -2);
                        }),
                        reals),
                arguments(
                        "floats packed",
                        tensor(
                                1,
                                t -> t.writeByteArray(
                                        4, raw(8).putFloat(1.5f).putFloat(-2).array())),
                        reals),
                arguments(
                        "doubles packed",
                        tensor(
                                11,
                                t -> t.writeByteArray(
                                        10, raw(16).putDouble(1.5).putDouble(-2).array())),
                        reals),
                arguments(
                        "raw long",
                        tensor(
                                7,
                                t -> t.writeByteArray(
                                        9, raw(16).putLong(3).putLong(-4).array())),
                        wholes),
                arguments(
                        "raw int",
                        tensor(
                                6,
                                t -> t.writeByteArray(
                                        9, raw(8).putInt(3).putInt(-4).array())),
                        wholes),
                arguments("raw byte", tensor(3, t -> t.writeByteArray(9, new byte[] {3, -4})), wholes),
                arguments("raw unsigned byte", tensor(2, t -> t.writeByteArray(9, new byte[] {3, -4})), new long[] {
                    3, 252
                }),
                arguments("raw truth", tensor(9, t -> t.writeByteArray(9, new byte[] {1, 0})), new long[] {1, 0}),
                arguments(
                        "longs one by one",
                        tensor(7, t -> {
                            t.writeInt64(7, 3);
                            t.writeInt64(7, -4);
                        }),
                        wholes),
                arguments(
                        "ints packed",
                        tensor(
                                6,
                                t -> t.writeByteArray(5, message(p -> {
                                    p.writeInt32NoTag(3);
                                    p.writeInt32NoTag(-4);
                                }))),
                        wholes));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tensors")
    void tensorsOfEveryKindAreRead(String name, byte[] tensor, Object wanted) throws IOException {
        OnnxTensor read = Objects.requireNonNull(
                OnnxReader.read(model(tensor)).initializers().get("t"));
        assertArrayEquals(new int[] {2}, read.sizes());
        if (wanted instanceof float[] reals) {
            assertArrayEquals(
                    reals, assertInstanceOf(OnnxTensor.Reals.class, read).values());
        } else {
            assertArrayEquals(
                    (long[]) wanted,
                    assertInstanceOf(OnnxTensor.Wholes.class, read).values());
        }
    }

    static Stream<Arguments> unsound() {
        return Stream.of(
                arguments(
                        "fewer values than sizes say",
                        tensor(1, t -> t.writeByteArray(9, new byte[4])),
                        "has 1 values, wanted 2"),
                arguments(
                        "values of an unknown type",
                        tensor(14, t -> t.writeByteArray(9, new byte[16])),
                        "values of type 14"),
                arguments("values in another file", tensor(1, t -> t.writeInt32(14, 1)), "in another file"),
                arguments(
                        "a negative size",
                        message(t -> {
                            t.writeString(8, "t");
                            t.writeInt64(1, -1);
                            t.writeInt32(2, 1);
                        }),
                        "has sizes [-1]"),
                arguments(
                        "sizes past counting",
                        message(t -> {
                            t.writeString(8, "t");
                            for (int i = 0; i < 4; i++) t.writeInt64(1, 1 << 30);
                            t.writeInt32(2, 1);
                        }),
                        "has sizes"),
                arguments(
                        "too many axes",
                        message(t -> {
                            t.writeString(8, "t");
                            for (int i = 0; i < 9; i++) t.writeInt64(1, 1);
                            t.writeInt32(2, 1);
                        }),
                        "has 9 axes"),
                arguments(
                        "a number in place of a name",
                        message(t -> t.writeInt64(8, 5)),
                        "field 8 is of kind 0, wanted 2"),
                arguments("a group", message(t -> t.writeTag(3, 3)), "a group"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsound")
    void unsoundTensorsAreRefused(String name, byte[] tensor, String message) {
        var e = assertThrows(IOException.class, () -> OnnxReader.read(model(tensor)));
        assertTrue(message(e).contains(message), message(e));
    }

    @Test
    void millionsOfPartsAreRefusedQuickly() {
        byte[] part = message(graph -> {
            for (int i = 0; i < 1_500_000; i++) graph.writeByteArray(1, new byte[0]);
        });
        byte[] file = message(model -> model.writeByteArray(7, part));
        var e = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(IOException.class, () -> OnnxReader.read(file)));
        assertTrue(message(e).contains("more than 1000000 parts"), message(e));
    }

    @Test
    void longListsOfSingleNumbersTakeNoQuadraticTime() {
        byte[] sizes = message(tensor -> {
            for (int i = 0; i < 3_000_000; i++) tensor.writeInt64(1, 1);
        });
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(IOException.class, () -> OnnxReader.read(model(sizes))));
    }

    @Test
    void theFileIsNamedInTheMessage(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("broken.onnx");
        Files.writeString(file, "not a network");
        var e = assertThrows(IOException.class, () -> OnnxReader.read(file));
        assertTrue(message(e).startsWith(file + ": not a sound ONNX file"), message(e));
    }

    private static byte[] tensor(int type, Fields values) {
        return message(tensor -> {
            tensor.writeInt64(1, 2);
            tensor.writeInt32(2, type);
            tensor.writeString(8, "t");
            values.to(tensor);
        });
    }

    private static byte[] model(byte[] initializer) {
        byte[] graph = message(out -> out.writeByteArray(5, initializer));
        byte[] opset = message(out -> out.writeInt64(2, 11));
        return message(out -> {
            out.writeByteArray(7, graph);
            out.writeByteArray(8, opset);
        });
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.to(out);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static ByteBuffer raw(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
