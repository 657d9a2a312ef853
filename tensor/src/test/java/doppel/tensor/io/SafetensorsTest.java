package doppel.tensor.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void aFileOfTheReferenceLibraryIsRead() throws IOException {
        try (Safetensors file = Safetensors.open(Fixture.copy("torch.safetensors", folder))) {
            assertEquals(Map.of("made by", "safetensors", "text", "quote \" and ü"), file.metadata());
            assertEquals(List.of("f64", "f32", "scalar", "i32", "bf16", "u8"), List.copyOf(file.names()));
            for (DType dtype : DType.values()) {
                HostTensor tensor = file.tensor(dtype.toString());
                assertEquals(dtype, tensor.dtype());
                assertEquals(new Shape(2, 3, 4), tensor.shape());
                double step = dtype == DType.U8 || dtype == DType.I32 ? 1 : 0.5;
                assertArrayEquals(Fixture.counting(24, 0, step), tensor.toDoubles());
            }
            assertEquals(HostTensor.of(new Shape(), 2.5f), file.tensor("scalar"));
        }
    }

    @Test
    void theSameTensorsGiveTheBytesOfTheReferenceLibrary() throws IOException {
        Path theirs = Fixture.copy("torch.safetensors", folder);
        Path ours = folder.resolve("ours.safetensors");
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(theirs)) {
            for (String name : file.names()) tensors.put(name, file.tensor(name));
            Safetensors.write(ours, tensors, file.metadata());
            try (Safetensors read = Safetensors.open(ours)) {
                assertEquals(file.metadata(), read.metadata());
                for (String name : file.names()) assertEquals(file.tensor(name), read.tensor(name));
            }
        }
        assertEquals(Files.size(theirs), Files.size(ours));
    }

    @Test
    void dataAndElementsAreAligned() throws IOException {
        Path path = folder.resolve("a.safetensors");
        Map<String, HostTensor> tensors = Map.of(
                "a", HostTensor.of(new Shape(3), (byte) 1, (byte) 2, (byte) 3),
                "b", HostTensor.of(new Shape(1), 1f),
                "c", HostTensor.of(new Shape(1), 1.0),
                "d", new HostTensor(new Shape(1), DType.BF16, MemorySegment.ofArray(new byte[2])));
        for (int n = 0; n < 8; n++) { // headers of all lengths
            Safetensors.write(path, tensors, Map.of("k", "x".repeat(n)));
            try (Safetensors file = Safetensors.open(path)) {
                assertEquals(List.of("c", "b", "d", "a"), List.copyOf(file.names()));
                for (String name : file.names()) {
                    HostTensor t = file.tensor(name);
                    assertEquals(0, t.data().address() % t.dtype().bytes(), name);
                }
                assertEquals(0, file.tensor("c").data().address() % 8);
            }
        }
    }

    @Test
    void tensorsOfADeviceAreWritten() throws IOException {
        Path path = folder.resolve("a.safetensors");
        try (Kernels kernels = Backends.reference();
                TensorScope scope = new TensorScope(kernels)) {
            Tensor x = scope.of(new Shape(2, 2), 1, 2, 3, 4);
            Safetensors.writeTensors(path, Map.of("x", x), Map.of());
            try (Safetensors file = Safetensors.open(path)) {
                assertEquals(HostTensor.of(x), file.tensor("x"));
                assertEquals(Map.of(), file.metadata());
            }
        }
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        Path path = Fixture.copy("torch.safetensors", folder);
        try (Safetensors file = Safetensors.open(path)) {
            IOException e = assertThrows(IOException.class, () -> file.tensor("w"));
            assertEquals(path + ": has no tensor w", e.getMessage());
        }
    }

    @Test
    void openFilesAreInTheLedgerAndTensorsDieWithThem() throws IOException {
        int before = NativeLedger.stillOpen().size();
        Safetensors file = Safetensors.open(Fixture.copy("torch.safetensors", folder));
        HostTensor tensor = file.tensor("f32");
        assertEquals(before + 1, NativeLedger.stillOpen().size());
        file.close();
        file.close();
        assertEquals(before, NativeLedger.stillOpen().size());
        assertThrows(IllegalStateException.class, () -> tensor.get(0));
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        Path path = Fixture.copy("torch.safetensors", folder);
        byte[] whole = Files.readAllBytes(path);
        for (int n = 0; n < whole.length; n++) {
            Path cut = folder.resolve("cut.safetensors");
            Files.write(cut, Arrays.copyOf(whole, n));
            IOException e = assertThrows(IOException.class, () -> Safetensors.open(cut), "at " + n);
            assertTrue(String.valueOf(e.getMessage()).startsWith(cut + ": "), e.getMessage());
        }
        Files.write(path, Arrays.copyOf(whole, whole.length + 1));
        IOException e = assertThrows(IOException.class, () -> Safetensors.open(path));
        assertEquals(
                path + ": not a whole safetensors file, tensors take 460 bytes, the file has 461 of data:"
                        + " something follows",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]                                                                 | header does not begin with {",
                "{} x                                                               | header cannot be read, ",
                "{} {}                                                              | header goes on behind its end",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}              | header cannot be read, ",
                "{'a':1}                                       | header: a is VALUE_NUMBER_INT, wanted START_OBJECT",
                "{'a':{'dtype':'F32','shape':[2]}}             | tensor a needs a dtype, a shape and two data_offsets",
                "{'a':{'dtype':'F16','shape':[4],'data_offsets':[0,8]}}             | tensor a is of type F16, wanted",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}       | tensor a has an unknown field x",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}   | tensor a: f32 [3] needs 12 bytes, its data",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}  | a shape is no list of few sizes",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | a shape is no list of few sizes",
                "{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}}   | tensor a: shape [0], wanted at most 8",
                "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}} | tensor a: shape [1, 1, 1,",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}   | tensor a: f32 [2] needs 8 bytes, its",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}} | tensor a needs a dtype, a shape and two",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}} | header cannot be read, ",
                "{'a':{'dtype':'U8','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,8]}} | tensor a of"
                        + " shape [2147483647, 2147483647, 2147483647] is too large",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}   | tensor a begins at 4, wanted 0: a hole",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}   | tensors take 4 bytes, the file has 8 of",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                        + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor b begins at 4, wanted 8:",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                        + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | header cannot be read, Duplicate",
                "{'__metadata__':{'x':1}} | header: __metadata__ x is VALUE_NUMBER_INT, wanted VALUE_STRING",
                "{'__metadata__':{'x':'1','x':'2'}}                       | header cannot be read, Duplicate"
            })
    void aHeaderThatTheSpecificationForbidsIsRefused(String json, String reason) throws IOException {
        Path path = write(json.replace('\'', '"').getBytes(UTF_8), 8);
        IOException e =
                assertThrows(IOException.class, () -> Safetensors.open(path).close());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(path + ": not a whole safetensors file, " + reason), message);
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() throws IOException {
        byte[] json = "{\"__metadata__\":{\"a\":\"x\"}}".getBytes(UTF_8);
        json[json.length - 4] = (byte) 0xC0; // begins a sequence that does not follow
        Path path = write(json, 0);
        IOException e =
                assertThrows(IOException.class, () -> Safetensors.open(path).close());
        assertEquals(path + ": not a whole safetensors file, header is not UTF-8", e.getMessage());
    }

    @Test
    void anEndlessHeaderIsRefused() throws IOException {
        Path path = folder.resolve("a.safetensors");
        for (long length : new long[] {-1, 0, 1, 100_000_001, Long.MIN_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            Files.write(path, bytes);
            IOException e =
                    assertThrows(IOException.class, () -> Safetensors.open(path).close());
            assertTrue(String.valueOf(e.getMessage()).contains("wanted 2 to 100000000"), e.getMessage());
        }
    }

    @Test
    void aMissingFileIsNamed() {
        Path path = folder.resolve("no.safetensors");
        IOException e =
                assertThrows(IOException.class, () -> Safetensors.open(path).close());
        assertEquals(path + ": cannot be read, no such file", e.getMessage());
    }

    private Path write(byte[] json, int data) throws IOException {
        Path path = folder.resolve("a.safetensors");
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(path, bytes.putLong(json.length).put(json).array());
        return path;
    }
}
