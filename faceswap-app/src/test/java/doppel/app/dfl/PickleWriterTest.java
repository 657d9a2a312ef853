package doppel.app.dfl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickleWriterTest {
    @Test
    void aDictIsWrittenInPythonsOpcodes() {
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("a", 1);
        dict.put("b", List.of(true, 0.5));
        byte[] half = PickleTest.bytes('G', 0x3F, 0xE0, 0, 0, 0, 0, 0, 0);
        assertArrayEquals(
                join(
                        PickleTest.bytes(0x80, 4, '}', '(', 0x8C, 1, "a", 'K', 1, 0x8C, 1, "b", ']', '(', 0x88),
                        half,
                        PickleTest.bytes('e', 'u', '.')),
                PickleWriter.write(dict, 4));
        assertArrayEquals(
                join(
                        PickleTest.bytes(0x80, 3, '}', '(', 'X', 1, 0, 0, 0, "a", 'K', 1),
                        PickleTest.bytes('X', 1, 0, 0, 0, "b", ']', '(', 0x88),
                        half,
                        PickleTest.bytes('e', 'u', '.')),
                PickleWriter.write(dict, 3));
    }

    @Test
    void anArrayIsSpelledAsNumpy1DoesSoThatEveryNumpyReadsIt() {
        byte[] expected = PickleTest.bytes(
                0x80,
                3,
                "cnumpy.core.multiarray\n_reconstruct\n",
                "cnumpy\nndarray\n",
                'K',
                0,
                0x85,
                'C',
                1,
                "b",
                0x87);
        byte[] state = PickleTest.bytes('R', '(', 'K', 1, 'K', 2, 0x85, "cnumpy\ndtype\n", 'X', 2, 0, 0, 0, "u1");
        byte[] type = PickleTest.bytes(0x89, 0x88, 0x87, 'R', '(', 'K', 3, 'X', 1, 0, 0, 0, "|NNN");
        byte[] end = PickleTest.bytes('J', 255, 255, 255, 255, 'J', 255, 255, 255, 255, 'K', 0, "tb", 0x89);
        byte[] data = PickleTest.bytes('C', 2, 7, 9, "tb.");
        assertArrayEquals(
                join(expected, state, type, end, data), PickleWriter.write(NumpyArray.of(new byte[] {7, 9}, 2), 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "grid", "fortran", "big_endian", "zero_d", "empty_array", "half", "bools", "scalars"})
    void whatPythonWroteReadsTheSameAfterWriting(String name) throws IOException {
        Object value = Pickle.read(PickleTest.bytesOf(name, 4), PickleLimits.FACE);
        for (int protocol = 3; protocol <= 4; protocol++) {
            byte[] written = PickleWriter.write(value, protocol);
            Object read = Pickle.read(written, PickleLimits.FACE);
            if (value instanceof Map<?, ?> map) {
                Map<?, ?> again = assertInstanceOf(Map.class, read);
                assertArrayEquals((byte[]) map.get("bytes"), (byte[]) again.get("bytes"));
                map.remove("bytes");
                again.remove("bytes");
                assertEquals(map, again);
                value = Pickle.read(PickleTest.bytesOf(name, 4), PickleLimits.FACE);
            } else {
                assertEquals(value, read);
            }
        }
    }

    @Test
    void wholeNumbersOfEverySizeSurvive() throws IOException {
        List<Object> numbers = new ArrayList<>();
        for (int shift = 0; shift < 70; shift++) {
            for (BigInteger n :
                    List.of(BigInteger.TWO.pow(shift), BigInteger.TWO.pow(shift).subtract(BigInteger.ONE))) {
                for (BigInteger signed : List.of(n, n.negate()))
                    numbers.add(signed.bitLength() < 64 ? (Object) signed.longValue() : signed);
            }
        }
        assertEquals(numbers, Pickle.read(PickleWriter.write(numbers, 3), PickleLimits.FACE));
    }

    @Test
    void listsLongerThanABatchKeepTheirOrder() throws IOException {
        List<Long> many = IntStream.range(0, 2500).mapToObj(Long::valueOf).toList();
        assertEquals(many, Pickle.read(PickleWriter.write(many, 4), PickleLimits.FACE));
    }

    @Test
    void aCircleAnUnknownTypeAndAnUnknownProtocolAreTheCallersMistake() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThrows(IllegalArgumentException.class, () -> PickleWriter.write(circle, 4));
        assertThrows(IllegalArgumentException.class, () -> PickleWriter.write(new Thread(), 4));
        assertThrows(IllegalArgumentException.class, () -> PickleWriter.write(1, 5));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
