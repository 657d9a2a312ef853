package doppel.tensor.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    private static final Shape SHAPE = new Shape(2, 3, 4);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "f4, F32, 0, 0.5",
        "f4_fortran, F32, 0, 0.5",
        "f4_big_endian, F32, 0, 0.5",
        "f8, F64, 0, 0.5",
        "f2, F32, 0, 0.5",
        "u1, U8, 0, 1",
        "i4, I32, 0, 1",
        "i8, I32, -12, 1",
        "i8_fortran, I32, 0, 1"
    })
    void numpysArraysAreRead(String name, DType dtype, double first, double step) throws IOException {
        for (String archive : new String[] {"stored.npz", "deflated.npz"}) {
            Path file = folder.resolve(archive);
            if (!Files.exists(file)) Fixture.copy(archive, folder);
            HostTensor array = requireNonNull(Npz.read(file).get(name));
            assertEquals(SHAPE, array.shape());
            assertEquals(dtype, array.dtype());
            assertArrayEquals(Fixture.counting(24, first, step), array.toDoubles());
        }
    }

    @Test
    void truthValuesScalarsAndVectorsAreRead() throws IOException {
        var arrays = Npz.read(Fixture.copy("stored.npz", folder));
        HostTensor odd = requireNonNull(arrays.get("b1"));
        assertEquals(DType.U8, odd.dtype());
        for (int i = 0; i < 24; i++) assertEquals(i % 2, odd.get(i));
        assertEquals(HostTensor.of(new Shape(), 2.5f), arrays.get("scalar"));
        assertEquals(HostTensor.of(new Shape(3), 1f, 2f, 3f), arrays.get("vector"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "v3"})
    void allVersionsAreRead(String name) throws IOException {
        HostTensor array =
                requireNonNull(Npz.read(Fixture.copy("versions.npz", folder)).get(name));
        assertArrayEquals(Fixture.counting(24, 0, 0.5), array.toDoubles());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text.npy       | elements of type '<U1', wanted f2, f4, f8, b1, u1, i4 or i8 with their byte order",
                "complex.npy    | elements of type '<c16', wanted f2, f4, f8, b1, u1, i4 or i8 with their byte order",
                "structured.npy | .npy header cannot be read: {'descr': [('x', '<f4'), ('y', '<i4')]",
                "object.npy     | elements of type '|O', wanted f2, f4, f8, b1, u1, i4 or i8 with their byte order",
                "empty.npy      | shape (2, 0), wanted at most 8 sizes from 1 to 2147483647",
                "beyond_int.npy | element 0 is 1099511627776, beyond 32 bits"
            })
    void whatCannotBeATensorIsRefusedWithTheReason(String name, String reason) throws IOException {
        try (ZipFile zip = new ZipFile(Fixture.copy("refused.npz", folder).toFile());
                InputStream in = zip.getInputStream(zip.getEntry(name))) {
            IOException e = assertThrows(IOException.class, () -> Npy.read(in, name, Npy.MAX_BYTES));
            assertTrue(String.valueOf(e.getMessage()).startsWith(name + ": " + reason), e.getMessage());
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        HostTensor[] tensors = {
            HostTensor.of(new Shape(), 1.5f),
            HostTensor.of(new Shape(3), 1f, Float.NaN, -0f),
            HostTensor.of(new Shape(2, 2), 1e300, -1.0, 0.0, Double.MIN_VALUE),
            HostTensor.of(new Shape(2, 1), Integer.MIN_VALUE, 7),
            HostTensor.of(new Shape(1, 1, 3), (byte) 0, (byte) -1, (byte) 127)
        };
        for (HostTensor tensor : tensors) {
            Path file = folder.resolve("a.npy");
            Npy.write(file, tensor);
            assertEquals(tensor, Npy.read(file));
            assertEquals(0, (Files.size(file) - tensor.data().byteSize()) % 64, "numpy aligns elements to 64 bytes");
        }
    }

    /** As written by {@code numpy.save} of version 2.4. */
    @Test
    void theHeaderIsNumpysOwn() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, HostTensor.of(new Shape(2), 1f, 2f));
        String text = out.toString(ISO_8859_1);
        String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
        assertEquals(
                "\u0093NUMPY\u0001\0v\0" + dictionary + " ".repeat(117 - dictionary.length()) + "\n",
                text.substring(0, 128));
    }

    @Test
    void bf16IsRefusedForNumpyHasNone() {
        HostTensor bf16 = new HostTensor(new Shape(1), DType.BF16, MemorySegment.ofArray(new byte[2]));
        assertThrows(IllegalArgumentException.class, () -> Npy.write(folder.resolve("a.npy"), bf16));
    }

    @Test
    void aFileThatIsLongerOrShorterThanItsHeaderSaysIsRefused() throws IOException {
        byte[] whole = bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 8);
        for (int n = 0; n < whole.length; n++) {
            byte[] part = Arrays.copyOf(whole, n);
            IOException e = assertThrows(IOException.class, () -> read(part));
            assertTrue(String.valueOf(e.getMessage()).startsWith("a.npy: "), e.getMessage());
        }
        IOException e = assertThrows(IOException.class, () -> read(Arrays.copyOf(whole, whole.length + 1)));
        assertEquals("a.npy: bytes follow the 8 of shape [2]", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'descr': '<f4', 'fortran_order': False}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': (1,)}",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': 2}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,,2)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}",
                "{'descr': '', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '|f4', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': 'f4', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}",
                "__import__('os')"
            })
    void aMalformedHeaderIsRefused(String header) {
        IOException e = assertThrows(IOException.class, () -> read(bytes(header, 8)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("a.npy: "), e.getMessage());
    }

    @Test
    void anotherOrderOfKeysAndDoubleQuotesAreRead() throws IOException {
        HostTensor read = read(bytes("{\"shape\": (2, 1L), 'fortran_order':False,'descr': \"=f4\"}", 8));
        assertEquals(HostTensor.of(new Shape(2, 1), 0f, 0f), read);
    }

    @Test
    void aHeaderThatPromisesMuchTakesNoMemory() {
        String huge = "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }";
        IOException e = assertThrows(IOException.class, () -> read(bytes(huge, 8)));
        assertEquals("a.npy: shape [2147483647, 2147483647, 2147483647] is too large", e.getMessage());
        String large = "{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,), }";
        IOException limit = assertThrows(IOException.class, () -> read(bytes(large, 8)));
        assertEquals("a.npy: elements of shape [500000000] take over 1073741824 bytes", limit.getMessage());
        String below = "{'descr': '|u1', 'fortran_order': False, 'shape': (1073741824,), }";
        long before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        assertThrows(IOException.class, () -> read(bytes(below, 8)));
        long taken = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() - before;
        assertTrue(taken < 500_000_000, "took " + taken);
    }

    @Test
    void anEndlessHeaderIsRefused() {
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127};
        InputStream endless = new SequenceInputStream(new ByteArrayInputStream(start), InputStream.nullInputStream());
        IOException e = assertThrows(IOException.class, () -> Npy.read(endless, "a.npy", 100));
        assertEquals("a.npy: .npy header of 2147483647 bytes, wanted at most 65536", e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("no.npy");
        assertEquals(
                file + ": cannot be read, no such file",
                assertThrows(IOException.class, () -> Npy.read(file)).getMessage());
    }

    private static HostTensor read(byte[] file) throws IOException {
        return Npy.read(new ByteArrayInputStream(file), "a.npy", Npy.MAX_BYTES);
    }

    /** A file of version 1 with a given header and so many zeros of data. */
    private static byte[] bytes(String header, int data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.write(header.length());
        out.write(header.length() >> 8);
        out.writeBytes(header.getBytes(ISO_8859_1));
        out.writeBytes(new byte[data]);
        return out.toByteArray();
    }
}
