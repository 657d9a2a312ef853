package doppel.app.dfl;

import doppel.app.face.FaceType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of a {@code faceset.pak}'s table as the Python dict that it is. */
final class PackTable {
    private static final long FACE_SAMPLE = 1;

    private PackTable() {}

    static PackedFace parse(@Nullable Object value) throws IOException {
        if (!(value instanceof Map<?, ?> dict)) throw PickleFields.wrong("packed face", "a dict", value);
        List<?> shape = PickleFields.items(dict.get("shape"), "shape");
        if (shape.size() != 3) throw PickleFields.wrong("shape", "height, width and channels", shape.size());
        Object mask = dict.get("xseg_mask_compressed");
        Object eyebrows = dict.get("eyebrows_expand_mod");
        Object source = dict.get("source_filename");
        Object person = dict.get("person_name");
        FaceMetadata metadata = new FaceMetadata(
                faceType(dict.get("face_type")),
                FaceDictionary.landmarks(dict.get("landmarks"), "landmarks"),
                source == null ? null : PickleFields.text(source, "source_filename"),
                null,
                null,
                null,
                mask == null ? null : PickleFields.bytes(mask, "xseg_mask_compressed"),
                FaceDictionary.polygons(dict.get("seg_ie_polys")),
                eyebrows == null ? 1 : PickleFields.number(eyebrows, "eyebrows_expand_mod"),
                Map.of());
        return new PackedFace(
                fileName(PickleFields.text(dict.get("filename"), "filename"), "filename"),
                person == null ? "" : fileName(PickleFields.text(person, "person_name"), "person_name"),
                side(shape.get(1)),
                side(shape.get(0)),
                metadata);
    }

    static Map<String, @Nullable Object> of(PackedFace face) {
        FaceMetadata m = face.metadata();
        byte[] mask = m.xsegMask();
        Map<String, @Nullable Object> dict = new LinkedHashMap<>();
        dict.put("sample_type", new PickleEnum(PickleEnum.Kind.SAMPLE_TYPE, FACE_SAMPLE));
        dict.put("filename", face.fileName());
        dict.put(
                "face_type",
                new PickleEnum(PickleEnum.Kind.FACE_TYPE, m.faceType().number()));
        dict.put("shape", PickleTuple.of(face.height(), face.width(), 3));
        dict.put("landmarks", FaceDictionary.points(m.landmarks()));
        dict.put("seg_ie_polys", FaceDictionary.polygons(m.polygons()));
        dict.put("xseg_mask", null);
        dict.put("xseg_mask_compressed", mask == null ? null : NumpyArray.of(mask, mask.length));
        dict.put("eyebrows_expand_mod", m.eyebrowsExpandMod());
        dict.put("source_filename", m.sourceFileName());
        dict.put("person_name", face.personName().isEmpty() ? null : face.personName());
        return dict;
    }

    /** A name that stays inside the folder it is unpacked into. */
    static String fileName(String name, String what) throws IOException {
        boolean safe = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
        if (!safe) throw PickleFields.wrong(what, "a name without folders", name);
        return name;
    }

    private static FaceType faceType(@Nullable Object value) throws IOException {
        long number = value instanceof PickleEnum e ? e.number() : PickleFields.whole(value, "face_type");
        for (FaceType type : FaceType.values()) if (type.number() == number) return type;
        throw PickleFields.wrong("face_type", "the number of a type of an aligned face", number);
    }

    private static int side(@Nullable Object value) throws IOException {
        long side = PickleFields.whole(value, "shape");
        if (side < 1 || side > 65535) throw PickleFields.wrong("shape", "sides of 1 to 65535", side);
        return (int) side;
    }
}
