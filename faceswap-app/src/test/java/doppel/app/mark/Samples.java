package doppel.app.mark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Small files to mark, made here, and marks. */
final class Samples {
    static final Mark MARK = new Mark(
            SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
            "Doppel",
            "0.1.0",
            "0123456789ab",
            Instant.parse("2026-01-02T03:04:05Z"));

    /** What a photographer's program wrote: both forms of properties, some that are ours, some that are not. */
    static final String FOREIGN_XMP = """
            <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
             xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" xmp:Rating="5" xmp:CreatorTool="Camera 1.0"
             xmp:CreateDate="2020-01-01T00:00:00Z" mm:DocumentID="xmp.did:original">
            <xmp:ModifyDate>2020-01-01T00:00:00Z</xmp:ModifyDate>
            <dc:creator><rdf:Seq><rdf:li>Anna &amp; Co</rdf:li></rdf:Seq></dc:creator>
            <dc:description><rdf:Alt><rdf:li xml:lang="x-default">At the sea</rdf:li></rdf:Alt></dc:description>
            </rdf:Description>
            <rdf:Description rdf:about="" xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
            <ext:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</ext:DigitalSourceType>
            <ext:PersonInImage><rdf:Bag><rdf:li>Anna</rdf:li></rdf:Bag></ext:PersonInImage>
            </rdf:Description>
            </rdf:RDF></x:xmpmeta>
            <?xpacket end="w"?>""";

    private Samples() {}

    static byte[] image(String format) throws IOException {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 30; y++)
            for (int x = 0; x < 40; x++) image.setRGB(x, y, (x * 6) << 16 | (y * 8) << 8 | (x * y) % 255);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) throw new IOException("no writer for " + format);
        return out.toByteArray();
    }

    static int[] pixels(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    static byte[] latin(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** A box of MP4 with a 32-bit size. */
    static byte[] box(String type, byte[]... content) {
        byte[] all = join(content);
        return join(ByteBuffer.allocate(4).putInt(8 + all.length).array(), latin(type), all);
    }

    /** A box with a 64-bit size. */
    static byte[] largeBox(String type, byte[] content) {
        byte[] size = ByteBuffer.allocate(8).putLong(16 + content.length).array();
        return join(new byte[] {0, 0, 0, 1}, latin(type), size, content);
    }

    /** A box that reaches to the end of the file. */
    static byte[] openBox(String type, byte[] content) {
        return join(new byte[4], latin(type), content);
    }

    static byte[] fill(int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) out[i] = (byte) (i * 7);
        return out;
    }

    static int indexOf(byte[] in, byte[] what, int from) {
        for (int i = from; i + what.length <= in.length; i++)
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) return i;
        return -1;
    }

    static int count(byte[] in, byte[] what) {
        int count = 0;
        for (int at = indexOf(in, what, 0); at >= 0; at = indexOf(in, what, at + 1)) count++;
        return count;
    }
}
