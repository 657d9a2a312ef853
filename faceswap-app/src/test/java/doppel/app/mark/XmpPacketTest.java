package doppel.app.mark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class XmpPacketTest {
    @Test
    void aFreshPacketHasEveryPropertyInItsPlace() throws IOException {
        XmpPacket xmp = XmpPacket.fresh();
        xmp.set(Samples.MARK);
        String text = new String(xmp.bytes(0), UTF_8);
        assertTrue(text.startsWith("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta"), text);
        assertTrue(text.endsWith("</x:xmpmeta>\n<?xpacket end=\"w\"?>"), text);
        for (String part : new String[] {
            "xmlns:x=\"adobe:ns:meta/\"",
            "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"",
            "rdf:about=\"\"",
            "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"",
            "Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/"
                    + "compositeWithTrainedAlgorithmicMedia\"",
            "Iptc4xmpExt:AISystemUsed=\"Doppel\"",
            "Iptc4xmpExt:AISystemVersionUsed=\"0.1.0 0123456789ab\"",
            "xmp:CreatorTool=\"Doppel 0.1.0\"",
            "xmp:CreateDate=\"2026-01-02T03:04:05Z\"",
            "xmp:ModifyDate=\"2026-01-02T03:04:05Z\"",
            "xmp:MetadataDate=\"2026-01-02T03:04:05Z\"",
            "xmpMM:InstanceID=\"xmp.iid:",
            "xmpMM:DocumentID=\"xmp.did:",
            "<rdf:Alt><rdf:li xml:lang=\"x-default\">A face was replaced with artificial intelligence.</rdf:li></rdf:Alt>"
        }) assertTrue(text.contains(part), part + " in " + text);
        assertEquals(Optional.of(Samples.MARK), XmpPacket.parse(xmp.bytes(0)).mark());
    }

    @Test
    void paddingIsSpacesInLinesOfAHundred() throws IOException {
        XmpPacket xmp = XmpPacket.fresh();
        int bare = xmp.bytes(0).length;
        String padded = new String(xmp.bytes(2048), UTF_8);
        assertEquals(bare + 2048, xmp.bytes(2048).length);
        String padding = padded.substring(padded.indexOf("</x:xmpmeta>\n") + 13, padded.indexOf("<?xpacket end"));
        assertEquals(2048, padding.length());
        assertEquals(" ".repeat(99) + "\n", padding.substring(0, 100));
        assertTrue(padding.isBlank());
    }

    @Test
    void whatOthersSaidStays() throws IOException {
        XmpPacket xmp = XmpPacket.parse(Samples.utf8(Samples.FOREIGN_XMP));
        assertEquals(Optional.empty(), xmp.mark());
        xmp.set(Samples.MARK);
        String text = new String(xmp.bytes(0), UTF_8);
        for (String kept : new String[] {
            "xmp:Rating=\"5\"",
            "Anna &amp; Co",
            "At the sea",
            "ext:PersonInImage",
            "2020-01-01T00:00:00Z",
            "mm:DocumentID=\"xmp.did:original\""
        }) assertTrue(text.contains(kept), kept + " in " + text);
        assertFalse(text.contains("digitalCapture"), text);
        assertFalse(text.contains("Camera 1.0"), text);
        assertFalse(text.contains("<xmp:ModifyDate>"), text);
        assertFalse(text.contains("artificial intelligence"), text);
        XmpPacket again = XmpPacket.parse(xmp.bytes(0));
        assertEquals(Optional.of(Samples.MARK), again.mark());
        assertEquals("2020-01-01T00:00:00Z", again.text(XmpName.CREATE_DATE));
        assertEquals("2026-01-02T03:04:05Z", again.text(XmpName.MODIFY_DATE));
    }

    @Test
    void aSecondMarkReplacesTheFirst() throws IOException {
        XmpPacket xmp = XmpPacket.fresh();
        xmp.set(Samples.MARK);
        String document = xmp.text(XmpName.DOCUMENT_ID);
        String instance = xmp.text(XmpName.INSTANCE_ID);
        int length = xmp.bytes(0).length;
        Mark later =
                new Mark(SourceType.COMPOSITE_SYNTHETIC, "Doppel", "0.2.0", "", Instant.parse("2027-01-01T00:00:00Z"));
        XmpPacket second = XmpPacket.parse(xmp.bytes(2048));
        assertEquals(later, second.set(later));
        assertEquals(document, second.text(XmpName.DOCUMENT_ID));
        assertNotEquals(instance, second.text(XmpName.INSTANCE_ID));
        assertEquals(SourceType.COMPOSITE_SYNTHETIC.sentence(), second.text(XmpName.DESCRIPTION));
        XmpPacket third = XmpPacket.parse(second.bytes(10));
        third.set(Samples.MARK);
        assertEquals(length, third.bytes(0).length);
    }

    @Test
    void aWhollySyntheticOriginalStaysOne() throws IOException {
        XmpPacket xmp = XmpPacket.fresh();
        xmp.set(new Mark(SourceType.TRAINED_ALGORITHMIC_MEDIA, "Other", "1", "", Instant.EPOCH));
        Mark said = xmp.set(Samples.MARK);
        assertEquals(SourceType.TRAINED_ALGORITHMIC_MEDIA, said.sourceType());
        assertEquals("Doppel", said.system());
        assertEquals(Optional.of(said), xmp.mark());
    }

    @Test
    void aPrefixWithAnotherMeaningIsNotTakenOver() throws IOException {
        String odd = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                + "<rdf:Description rdf:about=\"\" xmlns:xmp=\"urn:other\" xmp:Rating=\"9\"/></rdf:RDF>";
        XmpPacket xmp = XmpPacket.parse(Samples.utf8(odd));
        xmp.set(Samples.MARK);
        String text = new String(xmp.bytes(0), UTF_8);
        assertTrue(text.contains("xmlns:xmp=\"urn:other\"") && text.contains("xmp:Rating=\"9\""), text);
        assertEquals(Optional.of(Samples.MARK), XmpPacket.parse(xmp.bytes(0)).mark());
    }

    @Test
    void namesAreEscapedAndControlCharactersDropped() throws IOException {
        Mark mark = new Mark(
                SourceType.COMPOSITE_SYNTHETIC,
                "A<&>\"'\u0007 B",
                "1\n2 \uFFFE",
                "",
                Instant.parse("2026-01-01T00:00:00.9Z"));
        assertEquals("A<&>\"' B", mark.system());
        assertEquals("1 2", mark.version());
        XmpPacket xmp = XmpPacket.fresh();
        xmp.set(mark);
        assertEquals(Optional.of(mark), XmpPacket.parse(xmp.bytes(0)).mark());
    }

    @Test
    void documentTypesEntitiesDeepNestingAndNonsenseAreRefused() {
        String entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><rdf:RDF "
                + "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">&x;</rdf:RDF>";
        String deep = "<a>".repeat(50_000) + "</a>".repeat(50_000);
        for (String bad :
                new String[] {entity, deep, "", "not xml", "<a/>", "<rdf:RDF/>", Samples.FOREIGN_XMP.substring(200)})
            assertThrows(
                    IOException.class,
                    () -> XmpPacket.parse(Samples.utf8(bad)),
                    bad.substring(0, Math.min(30, bad.length())));
    }

    @Test
    void zerosAfterThePacketAreIgnored() throws IOException {
        byte[] padded = Samples.join(Samples.utf8(Samples.FOREIGN_XMP), new byte[100]);
        assertEquals("Camera 1.0", XmpPacket.parse(padded).text(XmpName.CREATOR_TOOL));
    }
}
