package doppel.app.mark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * An XMP packet: RDF in XML between two processing instructions. Properties are attributes or child elements of the
 * {@code rdf:Description}s below {@code rdf:RDF}; both forms are read, and whatever is not ours stays as it is.
 */
final class XmpPacket {
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String FRESH = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" + RDF
            + "\"><rdf:Description rdf:about=\"\"/></rdf:RDF></x:xmpmeta>";
    private static final String HEAD = "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n";
    private static final String TAIL = "<?xpacket end=\"w\"?>";
    /** As deep as RDF may nest before it is taken for an attack. */
    private static final String MAX_DEPTH = "100";

    private final Document document;
    private final Element rdf;

    private XmpPacket(Document document) throws IOException {
        this.document = document;
        Element root = document.getDocumentElement();
        Element found = isRdf(root, "RDF") ? root : null;
        for (Element child : children(root)) if (found == null && isRdf(child, "RDF")) found = child;
        if (found == null) throw new IOException("xmp: no rdf:RDF");
        rdf = found;
    }

    /** A packet that says nothing. */
    static XmpPacket fresh() throws IOException {
        return parse(FRESH.getBytes(UTF_8));
    }

    /** @throws IOException if the bytes are not well-formed XML, have a document type, or hold no RDF */
    static XmpPacket parse(byte[] packet) throws IOException {
        int length = packet.length;
        while (length > 0 && packet[length - 1] == 0) length--; // some writers pad with zeros
        try {
            return new XmpPacket(builder().parse(new ByteArrayInputStream(packet, 0, length)));
        } catch (SAXException e) {
            throw new IOException("xmp: not well-formed, " + e.getMessage(), e);
        }
    }

    private static DocumentBuilder builder() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setAttribute("jdk.xml.maxElementDepth", MAX_DEPTH);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser does not know its own settings", e);
        }
    }

    /** What the packet says, if it has source type, system, version and date. */
    Optional<Mark> mark() {
        Optional<SourceType> type = SourceType.withUri(text(XmpName.SOURCE_TYPE));
        String system = text(XmpName.SYSTEM);
        if (type.isEmpty() || system.isBlank()) return Optional.empty();
        try {
            Instant time = OffsetDateTime.parse(text(XmpName.MODIFY_DATE)).toInstant();
            return Optional.of(Mark.of(type.get(), system, text(XmpName.SYSTEM_VERSION), time));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Says {@code mark} in place of what was said of the same; a document's identifier, its date of creation and a
     * description in other words stay.
     *
     * @return what the packet says now: of a wholly synthetic original it stays true that it is one
     */
    Mark set(Mark mark) {
        SourceType type = text(XmpName.SOURCE_TYPE).equals(SourceType.TRAINED_ALGORITHMIC_MEDIA.uri())
                ? SourceType.TRAINED_ALGORITHMIC_MEDIA
                : mark.sourceType();
        String date = mark.time().toString();
        set(XmpName.SOURCE_TYPE, type.uri());
        set(XmpName.SYSTEM, mark.system());
        set(XmpName.SYSTEM_VERSION, mark.versionUsed());
        set(XmpName.CREATOR_TOOL, (mark.system() + " " + mark.version()).strip());
        if (text(XmpName.CREATE_DATE).isBlank()) set(XmpName.CREATE_DATE, date);
        set(XmpName.MODIFY_DATE, date);
        set(XmpName.METADATA_DATE, date);
        set(XmpName.INSTANCE_ID, "xmp.iid:" + UUID.randomUUID());
        if (text(XmpName.DOCUMENT_ID).isBlank()) set(XmpName.DOCUMENT_ID, "xmp.did:" + UUID.randomUUID());
        describe(type.sentence());
        return new Mark(type, mark.system(), mark.version(), mark.modelHash(), mark.time());
    }

    /** The value of a simple property, or of the first item of a list; empty if there is none. */
    String text(XmpName name) {
        for (Element description : descriptions()) {
            if (description.hasAttributeNS(name.namespace(), name.local()))
                return description.getAttributeNS(name.namespace(), name.local());
            for (Element child : children(description)) {
                if (!is(child, name)) continue;
                String resource = child.getAttributeNS(RDF, "resource");
                return resource.isEmpty() ? child.getTextContent().strip() : resource;
            }
        }
        return "";
    }

    /** Takes a property away, in whatever form it is there. */
    void remove(XmpName name) {
        for (Element description : descriptions()) {
            description.removeAttributeNS(name.namespace(), name.local());
            for (Element child : children(description)) if (is(child, name)) description.removeChild(child);
        }
    }

    private void set(XmpName name, String value) {
        remove(name);
        Element description = description();
        description.setAttributeNS(name.namespace(), prefix(description, name) + ":" + name.local(), value);
    }

    /** A text in one language; somebody else's stays. */
    private void describe(String sentence) {
        String present = text(XmpName.DESCRIPTION);
        boolean ours = false;
        for (SourceType type : SourceType.values()) ours |= type.sentence().equals(present);
        if (!present.isBlank() && !ours) return;
        remove(XmpName.DESCRIPTION);
        Element description = description();
        String rdfPrefix = rdf.getPrefix() == null ? "" : rdf.getPrefix() + ":";
        Element item = document.createElementNS(RDF, rdfPrefix + "li");
        item.setAttributeNS(XMLConstants.XML_NS_URI, "xml:lang", "x-default");
        item.setTextContent(sentence);
        Element alternatives = document.createElementNS(RDF, rdfPrefix + "Alt");
        alternatives.appendChild(item);
        String prefix = prefix(description, XmpName.DESCRIPTION);
        Element property = document.createElementNS(XmpName.DESCRIPTION.namespace(), prefix + ":description");
        property.appendChild(alternatives);
        description.appendChild(property);
    }

    /** The prefix in force for a namespace, declared if there is none; another meaning of the usual one stays. */
    private static String prefix(Element element, XmpName name) {
        String known = element.lookupPrefix(name.namespace());
        if (known != null) return known;
        String prefix = name.prefix();
        while (element.lookupNamespaceURI(prefix) != null) prefix += "x";
        element.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:" + prefix, name.namespace());
        return prefix;
    }

    private Element description() {
        List<Element> all = descriptions();
        if (!all.isEmpty()) return all.getFirst();
        String rdfPrefix = rdf.getPrefix() == null ? "rdf" : rdf.getPrefix();
        Element description = document.createElementNS(RDF, rdfPrefix + ":Description");
        description.setAttributeNS(RDF, rdfPrefix + ":about", "");
        rdf.appendChild(description);
        return description;
    }

    private List<Element> descriptions() {
        return children(rdf).stream().filter(e -> isRdf(e, "Description")).toList();
    }

    /**
     * The packet in UTF-8.
     *
     * @param padding bytes of white space in which other programs may change it in place
     */
    byte[] bytes(int padding) {
        StringWriter xml = new StringWriter();
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            transformer.transform(new DOMSource(document.getDocumentElement()), new StreamResult(xml));
        } catch (TransformerException e) {
            throw new IllegalStateException("the JDK's XML writer failed on a parsed document", e);
        }
        StringBuilder out = new StringBuilder(HEAD).append(xml).append('\n');
        for (int i = 1; i <= padding; i++) out.append(i % 100 == 0 || i == padding ? '\n' : ' ');
        return out.append(TAIL).toString().getBytes(UTF_8);
    }

    private static List<Element> children(Element parent) {
        List<Element> out = new ArrayList<>();
        for (@Nullable Node node = parent.getFirstChild(); node != null; node = node.getNextSibling())
            if (node instanceof Element element) out.add(element);
        return out;
    }

    private static boolean is(Element element, XmpName name) {
        return name.namespace().equals(element.getNamespaceURI())
                && name.local().equals(element.getLocalName());
    }

    private static boolean isRdf(Element element, String local) {
        return RDF.equals(element.getNamespaceURI()) && local.equals(element.getLocalName());
    }

    /** The JDK's own handler writes to the console. */
    private static final class Throwing implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // a warning leaves the document usable
        }

        @Override
        public void error(SAXParseException e) throws SAXParseException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXParseException {
            throw e;
        }
    }
}
