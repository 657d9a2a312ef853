package doppel.nn.examples;

import doppel.tensor.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Chapter 8. Rows of square pictures as one PNG file. Source: W3C, "Portable Network Graphics", third edition, 2025. */
final class ContactSheet {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private ContactSheet() {}

    /**
     * Writes a file.
     *
     * @param edge of a picture, in pixels
     * @param zoom each pixel becomes so many squared
     * @param rows each {@code [n, edge, edge, 3]}, blue, green and red in 0..1
     */
    static void write(Path file, int edge, int zoom, float[]... rows) throws IOException {
        ByteBuffer png = ByteBuffer.wrap(png(edge, zoom, rows));
        AtomicFile.write(file, out -> {
            while (png.hasRemaining()) out.write(png);
        });
    }

    private static byte[] png(int edge, int zoom, float[]... rows) {
        int n = rows[0].length / (edge * edge * 3);
        int width = n * edge * zoom;
        int height = rows.length * edge * zoom;
        ByteBuffer pixels = ByteBuffer.allocate(height * (1 + 3 * width));
        for (int y = 0; y < height; y++) {
            pixels.put((byte) 0); // this line is not predicted from another
            for (int x = 0; x < width; x++) {
                int i = y / zoom % edge;
                int at = ((x / zoom / edge * edge + i) * edge + x / zoom % edge) * 3;
                for (int c = 2; c >= 0; c--) { // PNG wants red first
                    float v = rows[y / zoom / edge][at + c];
                    pixels.put((byte) Math.round(255 * Math.clamp(v, 0f, 1f)));
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) 8).put((byte) 2); // eight bits of red, green and blue
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", deflated(pixels.array()));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[1 << 16];
            while (!deflater.finished()) out.write(part, 0, deflater.deflate(part));
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}
