package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EightFacesTest {
    @TempDir
    Path folder;

    @Test
    void eightFacesAreLearnedByHeart() {
        learn(Precision.FP32, 80, 0.1);
    }

    @Test
    void eightFacesAreLearnedInBf16Too() {
        Assumptions.assumeTrue(
                Backends.isFast(new Device.Cpu(), Precision.BF16), "this processor has no bf16 instructions");
        learn(Precision.BF16, 40, 0.2);
    }

    private static void learn(Precision precision, int steps, double wanted) {
        try (Kernels kernels = Backends.open(new Device.Cpu(), precision);
                var training = new EightFaces(kernels, 1)) {
            double first = training.step();
            double last = first;
            for (int i = 1; i < steps; i++) last = training.step();
            assertTrue(first > 0.3 && last < wanted, "loss from " + first + " to " + last);
        }
    }

    @Test
    void theFacesDiffer() {
        float[] faces = Faces.draw(16);
        int one = faces.length / Faces.COUNT;
        for (int i = 0; i < Faces.COUNT; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = 0; k < one; k++) sum += Math.abs(faces[i * one + k] - faces[j * one + k]);
                assertTrue(sum / one > 0.03, "faces %d and %d differ by %s".formatted(i, j, sum / one));
            }
        }
        for (float v : faces) assertTrue(v >= 0 && v <= 1, "value " + v);
    }

    @Test
    void equalSeedsGiveEqualBitsAndOthersDoNot() {
        Map<String, float[]> once = weightsAfter(7, 5);
        Map<String, float[]> again = weightsAfter(7, 5);
        Map<String, float[]> other = weightsAfter(8, 5);
        assertEquals(once.keySet(), again.keySet());
        once.forEach((path, w) -> {
            assertArrayEquals(w, again.get(path), path);
            assertFalse(Arrays.equals(w, other.get(path)), path);
        });
    }

    private static Map<String, float[]> weightsAfter(long seed, int steps) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        try (Kernels kernels = Backends.open(new Device.Cpu());
                var training = new EightFaces(kernels, seed)) {
            for (int i = 0; i < steps; i++) training.step();
            training.weights().forEach((path, w) -> weights.put(path, w.toFloats()));
        }
        return weights;
    }

    @Test
    void theContactSheetIsAPngOfAllRows() throws IOException, DataFormatException {
        float[] first = Faces.draw(4);
        float[] second = new float[first.length];
        second[second.length - 1] = 1; // red of the last pixel
        Path file = folder.resolve("sheet.png");
        ContactSheet.write(file, 4, 2, first, second);

        ByteBuffer png = ByteBuffer.wrap(Files.readAllBytes(file));
        assertEquals(0x89504e470d0a1a0aL, png.getLong());
        ByteBuffer header = chunk(png, "IHDR");
        int width = header.getInt();
        assertEquals(8 * 4 * 2, width);
        assertEquals(2 * 4 * 2, header.getInt());
        assertEquals(0x0802000000L, header.getInt() * 256L + header.get());
        byte[] pixels = new byte[16 * (1 + 3 * width) + 1];
        try (Inflater inflater = new Inflater()) {
            ByteBuffer data = chunk(png, "IDAT");
            inflater.setInput(data);
            assertEquals(pixels.length - 1, inflater.inflate(pixels));
            assertTrue(inflater.finished());
        }
        chunk(png, "IEND");
        assertEquals(Math.round(255 * first[2]), pixels[1] & 255); // red of the first pixel
        assertEquals(255, pixels[pixels.length - 1 - 3] & 255);
        assertEquals(255, pixels[pixels.length - 1 - 6] & 255); // twice as wide
        assertEquals(0, pixels[pixels.length - 1 - 9] & 255);
    }

    private static ByteBuffer chunk(ByteBuffer png, String type) {
        int length = png.getInt();
        ByteBuffer body = png.slice(png.position(), 4 + length);
        CRC32 checksum = new CRC32();
        checksum.update(body.duplicate());
        byte[] name = new byte[4];
        body.get(name);
        assertEquals(type, new String(name, StandardCharsets.US_ASCII));
        png.position(png.position() + 4 + length);
        assertEquals((int) checksum.getValue(), png.getInt());
        return body.slice();
    }
}
