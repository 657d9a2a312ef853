package doppel.app.mark;

/** The properties of XMP that a mark consists of. */
enum XmpName {
    SOURCE_TYPE("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType"),
    SYSTEM("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "AISystemUsed"),
    SYSTEM_VERSION("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "AISystemVersionUsed"),
    CREATOR_TOOL("xmp", "http://ns.adobe.com/xap/1.0/", "CreatorTool"),
    CREATE_DATE("xmp", "http://ns.adobe.com/xap/1.0/", "CreateDate"),
    MODIFY_DATE("xmp", "http://ns.adobe.com/xap/1.0/", "ModifyDate"),
    METADATA_DATE("xmp", "http://ns.adobe.com/xap/1.0/", "MetadataDate"),
    INSTANCE_ID("xmpMM", "http://ns.adobe.com/xap/1.0/mm/", "InstanceID"),
    DOCUMENT_ID("xmpMM", "http://ns.adobe.com/xap/1.0/mm/", "DocumentID"),
    DESCRIPTION("dc", "http://purl.org/dc/elements/1.1/", "description"),
    /** Large and of no use without the picture it belongs to: dropped when room is short. */
    THUMBNAILS("xmp", "http://ns.adobe.com/xap/1.0/", "Thumbnails"),
    /** Likewise. */
    HISTORY("xmpMM", "http://ns.adobe.com/xap/1.0/mm/", "History"),
    /** Likewise. */
    PHOTOSHOP_HISTORY("photoshop", "http://ns.adobe.com/photoshop/1.0/", "History");

    private final String prefix;
    private final String namespace;
    private final String local;

    XmpName(String prefix, String namespace, String local) {
        this.prefix = prefix;
        this.namespace = namespace;
        this.local = local;
    }

    String prefix() {
        return prefix;
    }

    String namespace() {
        return namespace;
    }

    String local() {
        return local;
    }
}
