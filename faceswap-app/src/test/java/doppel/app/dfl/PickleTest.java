package doppel.app.dfl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against pickles that CPython and NumPy made ({@code make_pickles.py}), and against hostile ones made by hand. */
class PickleTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void plainValuesOfEveryProtocolAreRead(int protocol) throws IOException {
        Map<?, ?> plain = assertInstanceOf(Map.class, pickled("plain", protocol));
        assertEquals(
                List.of("none", "yes", "no", "ints", "float", "text", "long", "bytes", "tuples", "empty"),
                List.copyOf(plain.keySet()));
        assertNull(plain.get("none"));
        assertEquals(true, plain.get("yes"));
        assertEquals(false, plain.get("no"));
        BigInteger big = BigInteger.TWO.pow(70);
        assertEquals(
                List.<Object>of(0L, 255L, 256L, 65535L, 65536L, -1L, 1L << 31, -(1L << 40), big), plain.get("ints"));
        assertEquals(0.1, plain.get("float"));
        assertEquals("Größe \uD83D\uDE00", plain.get("text"));
        assertEquals("x".repeat(300), plain.get("long"));
        byte[] bytes = new byte[400];
        for (int i = 1; i < 400; i += 2) bytes[i] = -1;
        assertArrayEquals(bytes, (byte[]) plain.get("bytes"));
        assertEquals(
                List.of(
                        PickleTuple.of(),
                        PickleTuple.of(1L),
                        PickleTuple.of(1L, 2L),
                        PickleTuple.of(1L, 2L, 3L),
                        PickleTuple.of(1L, 2L, 3L, 4L)),
                plain.get("tuples"));
        assertEquals(List.of(List.of(), Map.of()), plain.get("empty"));
        assertArrayEquals("abc".getBytes(StandardCharsets.US_ASCII), (byte[]) pickled("bytearray", protocol));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void arraysOfEveryProtocolComeInRowOrderWithTheirType(int protocol) throws IOException {
        NumpyArray grid = NumpyArray.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
        assertEquals(grid, pickled("grid", protocol));
        assertEquals(List.of(grid, grid), pickled("shared", protocol));
        NumpyArray fortran = array("fortran", protocol);
        assertEquals(NumpyType.INT16, fortran.type());
        assertArrayEquals(new int[] {2, 3, 4}, fortran.shape());
        for (int i = 0; i < 24; i++) assertEquals(i, fortran.longAt(i));
        assertEquals(NumpyArray.of(new double[] {1.5, -2}, 2), pickled("big_endian", protocol));
        assertEquals(NumpyArray.of(new byte[] {7}), pickled("zero_d", protocol));
        assertEquals(NumpyArray.of(new double[0], 0, 3), pickled("empty_array", protocol));
        assertArrayEquals(new float[] {1.5f, -0.25f}, array("half", protocol).toFloats());
        assertEquals(NumpyType.FLOAT16, array("half", protocol).type());
        assertArrayEquals(new double[] {1, 0}, array("bools", protocol).toDoubles());
        assertEquals(0x1p64, array("uint64", protocol).doubleAt(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void numpyNumbersKeepTheirTypeAndBecomeJavaNumbers(int protocol) throws IOException {
        List<?> scalars = assertInstanceOf(List.class, pickled("scalars", protocol));
        List<NumpyType> types =
                scalars.stream().map(s -> ((NumpyScalar) s).value().type()).toList();
        assertEquals(
                List.of(NumpyType.INT64, NumpyType.INT32, NumpyType.FLOAT64, NumpyType.FLOAT32, NumpyType.BOOL), types);
        assertEquals(
                List.of(-3L, 5L, 0.5, 0.25, true),
                scalars.stream().map(s -> ((NumpyScalar) s).toJava()).toList());
    }

    @Test
    void aForeignFunctionIsRefusedByName() {
        // what pickle.dumps makes of an object whose __reduce__ is (os.system, ("true",))
        byte[] global = bytes(0x80, 3, "cposix\nsystem\n", 'X', 4, 0, 0, 0, "true", 0x85, 'R', '.');
        assertRefused(global, "posix.system");
        byte[] stackGlobal = bytes(0x80, 4, 0x8C, 8, "builtins", 0x8C, 4, "eval", 0x93, '.');
        assertRefused(stackGlobal, "builtins.eval");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nscalar\n",
                "cnumpy\nload\n",
                "c_codecs\ndecode\n",
                "cbuiltins\nbytes \n",
                "cnumpy.core\nndarray\n"
            })
    void aKnownNameOrModuleAloneOpensNothing(String global) {
        assertRefused(bytes(0x80, 3, global, '.'), "not allowed");
    }

    @ParameterizedTest
    @ValueSource(ints = {'i', 'o', 'P', 'Q', 0x82, 0x92, '2', 'I', 'F', 'S', 'V', 0x8F, 0x97})
    void opcodesOutsideTheSubsetAreRefused(int opcode) {
        assertRefused(bytes(0x80, 4, opcode, '.'), "opcode 0x%02x is not allowed".formatted(opcode));
    }

    @Test
    void aLengthThatTheFileDoesNotHaveTakesNoMemory() {
        assertRefused(bytes(0x80, 4, 0x8E, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, '.'), "middle of a string");
        assertRefused(bytes(0x80, 4, 0x8E, 0, 0, 0, 0, 0, 0, 0, 0x80, '.'), "middle of a string");
        assertRefused(bytes(0x80, 4, 'B', 0xFF, 0xFF, 0xFF, 0xFF, '.'), "middle of a string");
        assertRefused(bytes(0x80, 4, 0x8B, 0xFF, 0xFF, 0xFF, 0x7F, '.'), "an integer of");
    }

    @Test
    void listsInACircleAreRefused() {
        assertRefused(bytes(0x80, 4, ']', 0x94, 'h', 0, 'a', '.'), "in a circle");
        assertRefused(bytes(0x80, 4, ']', 0x94, 'h', 0, 0x85, 'a', '.'), "in a circle");
    }

    @Test
    void listsThatDoubleAtEveryStepAreRefused() {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        b.writeBytes(bytes(0x80, 4, ']', 0x94));
        for (int i = 0; i < 14; i++) { // ten of the last list: 10^14 values in a hundred bytes
            b.writeBytes(bytes(']', 0x94, '('));
            for (int k = 0; k < 10; k++) b.writeBytes(bytes('h', i));
            b.writeBytes(bytes('e'));
        }
        b.write('.');
        assertRefused(b.toByteArray(), "values");
    }

    @Test
    void nestingBeyondTheDepthIsRefused() {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        b.writeBytes(bytes(0x80, 4));
        for (int i = 0; i < 20_000; i++) b.write(']');
        for (int i = 1; i < 20_000; i++) b.write('a');
        b.write('.');
        assertRefused(b.toByteArray(), "deep");
    }

    @Test
    void manyArraysOfTheSameBytesAreCountedEach() {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        b.writeBytes(bytes(0x80, 3, "cnumpy.core.multiarray\nscalar\n", 'q', 0, "cnumpy\ndtype\n"));
        b.writeBytes(bytes('X', 2, 0, 0, 0, "u1", 0x85, 'R', 'q', 1, 'B', 0, 0x20, 0, 0));
        b.writeBytes(new byte[0x2000]);
        b.writeBytes(bytes('q', 2, ']', '('));
        b.writeBytes(bytes("cnumpy.core.numeric\n_frombuffer\n", 'q', 3, '0'));
        for (int i = 0; i < 20; i++)
            b.writeBytes(bytes('h', 3, '(', 'h', 2, 'h', 1, 'M', 0, 0x20, 0x85, 'X', 1, 0, 0, 0, "C", 't', 'R'));
        b.writeBytes(bytes('e', '.'));
        assertRefused(b.toByteArray(), "arrays of more than 65536 bytes");
    }

    @Test
    void takingWhatIsNotThereIsRefused() {
        assertRefused(bytes(0x80, 4, "NNt", '.'), "takes a mark");
        assertRefused(bytes(0x80, 4, '.'), "not there");
        assertRefused(bytes(0x80, 4, 'N', '(', 0x85, '.'), "not there");
        assertRefused(bytes(0x80, 4, 'h', 3, '.'), "memo entry");
        assertRefused(bytes(0x80, 4, 'N', 'N', 'a', '.'), "not a list");
        assertRefused(bytes(0x80, 4, '}', ']', 'N', 's', '.'), "dict key");
        assertRefused(bytes(0x80, 4, '}', '(', 'N', 'u', '.'), "without a value");
    }

    @Test
    void everyTruncationIsAnIoException() throws IOException {
        for (String name : List.of("plain", "fortran", "scalars")) {
            for (int protocol = 2; protocol <= 5; protocol++) {
                byte[] whole = bytesOf(name, protocol);
                for (int length = 0; length < whole.length; length++) {
                    byte[] part = Arrays.copyOf(whole, length);
                    assertThrows(IOException.class, () -> Pickle.read(part, PickleLimits.FACE));
                }
            }
        }
    }

    @Test
    void everyChangedByteGivesAValueOrAnIoException() throws IOException {
        for (String name : List.of("plain", "fortran", "scalars")) {
            byte[] whole = bytesOf(name, 4);
            for (int i = 0; i < whole.length; i++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] changed = whole.clone();
                    changed[i] = (byte) (changed[i] ^ 1 << bit);
                    try {
                        var _ = Pickle.read(changed, PickleLimits.FACE);
                    } catch (IOException expected) {
                        assertNotNull(expected.getMessage());
                    }
                }
            }
        }
    }

    @Test
    void anArrayOfObjectsIsRefused() {
        byte[] objects = bytes(0x80, 3, "cnumpy\ndtype\n", 'X', 2, 0, 0, 0, "O8", 0x89, 0x88, 0x87, 'R', '.');
        assertRefused(objects, "element type O8");
    }

    @Test
    void bytesAfterTheEndAreIgnoredAsInPython() throws IOException {
        assertEquals(5L, Pickle.read(bytes(0x80, 4, 'K', 5, '.', "rest"), PickleLimits.FACE));
    }

    private static void assertRefused(byte[] pickle, String part) {
        IOException e = assertThrows(IOException.class, () -> Pickle.read(pickle, PickleLimits.FACE));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer n -> out.write(n);
                case Character c -> out.write(c);
                case String s -> out.writeBytes(s.getBytes(StandardCharsets.US_ASCII));
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return out.toByteArray();
    }

    private static NumpyArray array(String name, int protocol) throws IOException {
        return assertInstanceOf(NumpyArray.class, pickled(name, protocol));
    }

    private static @Nullable Object pickled(String name, int protocol) throws IOException {
        return Pickle.read(bytesOf(name, protocol), PickleLimits.FACE);
    }

    static byte[] bytesOf(String name, int protocol) throws IOException {
        try (InputStream in = PickleTest.class.getResourceAsStream("pickles.tsv")) {
            if (in == null) throw new IOException("pickles.tsv is missing");
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                String[] columns = line.split("\t", -1);
                if (columns[0].equals(name) && columns[1].equals(Integer.toString(protocol)))
                    return Base64.getDecoder().decode(columns[2]);
            }
        }
        throw new IOException("no pickle " + name + " of protocol " + protocol);
    }
}
