package doppel.app.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Kind and size of a picture file, read from its first bytes so that nothing large is allocated for a lie. Source: PNG
 * (ISO/IEC 15948), JPEG (ITU-T T.81), BMP (Windows DIB headers), WebP (RFC 9649).
 *
 * @param format {@code png}, {@code jpeg}, {@code bmp} or {@code webp}
 * @param width in pixels, before any rotation that EXIF asks for
 * @param height in pixels
 */
record PictureHeader(String format, long width, long height) {
    /** @throws IOException if the bytes begin like no picture, or the header is cut off */
    static PictureHeader parse(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file);
        try {
            if (startsWith(file, 0, "\u0089PNG\r\n\u001a\n")) {
                if (!startsWith(file, 12, "IHDR")) throw new IOException("png without a header");
                return new PictureHeader("png", u32(in, 16), u32(in, 20));
            }
            if (startsWith(file, 0, "\u00ff\u00d8\u00ff")) return jpeg(in);
            in.order(ByteOrder.LITTLE_ENDIAN);
            if (startsWith(file, 0, "BM")) return bmp(in);
            if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) return webp(file, in);
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IOException("picture is cut off in its header, after " + file.length + " bytes", e);
        }
        throw new IOException(file.length == 0 ? "file is empty" : "not a PNG, JPEG, BMP or WebP picture");
    }

    private static PictureHeader jpeg(ByteBuffer in) throws IOException {
        int at = 2;
        while (true) {
            if (u8(in, at) != 0xFF) throw new IOException("jpeg: no marker at byte " + at);
            int marker = u8(in, at + 1);
            if (marker == 0xFF) { // fill byte
                at++;
            } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) { // stands alone
                at += 2;
            } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                return new PictureHeader("jpeg", u16(in, at + 7), u16(in, at + 5)); // frame header
            } else if (marker == 0xD9 || marker == 0xDA) {
                throw new IOException("jpeg: no frame header before the image data");
            } else {
                at += 2 + Math.max(2, u16(in, at + 2));
            }
        }
    }

    private static PictureHeader bmp(ByteBuffer in) {
        if (u32(in, 14) == 12) return new PictureHeader("bmp", u16(in, 18), u16(in, 20));
        return new PictureHeader("bmp", Math.abs((long) in.getInt(18)), Math.abs((long) in.getInt(22)));
    }

    private static PictureHeader webp(byte[] file, ByteBuffer in) throws IOException {
        if (startsWith(file, 12, "VP8 ")) {
            return new PictureHeader("webp", u16(in, 26) & 0x3FFF, u16(in, 28) & 0x3FFF);
        }
        if (startsWith(file, 12, "VP8L")) {
            long bits = u32(in, 21);
            return new PictureHeader("webp", (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }
        if (startsWith(file, 12, "VP8X")) {
            return new PictureHeader("webp", (u32(in, 24) & 0xFFFFFF) + 1, (u32(in, 26) >> 8) + 1);
        }
        throw new IOException("webp: unknown first chunk");
    }

    private static boolean startsWith(byte[] file, int at, String magic) {
        byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (file.length < at + wanted.length) return false;
        for (int i = 0; i < wanted.length; i++) if (file[at + i] != wanted[i]) return false;
        return true;
    }

    private static int u8(ByteBuffer in, int at) {
        return in.get(at) & 0xFF;
    }

    private static int u16(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF;
    }

    private static long u32(ByteBuffer in, int at) {
        return in.getInt(at) & 0xFFFFFFFFL;
    }
}
