package doppel.app.dfl;

import doppel.app.face.Box;
import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link FaceMetadata} as the Python dict that DeepFaceLab stores. Lists and arrays are read alike. */
final class FaceDictionary {
    private static final String FACE_TYPE = "face_type";
    private static final String LANDMARKS = "landmarks";
    private static final String SOURCE_FILE_NAME = "source_filename";
    private static final String SOURCE_RECT = "source_rect";
    private static final String SOURCE_LANDMARKS = "source_landmarks";
    private static final String IMAGE_TO_FACE = "image_to_face_mat";
    private static final String XSEG_MASK = "xseg_mask";
    private static final String POLYGONS = "seg_ie_polys";
    private static final String EYEBROWS = "eyebrows_expand_mod";

    private FaceDictionary() {}

    /** @throws IOException if landmarks are missing or an entry holds what it may not */
    static FaceMetadata parse(Map<?, ?> dict) throws IOException {
        Map<String, Object> left = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : dict.entrySet()) {
            // an entry of None is as good as none: DeepFaceLab drops it when it saves
            if (entry.getValue() != null)
                left.put(PickleFields.text(entry.getKey(), "face metadata key"), entry.getValue());
        }
        Object type = left.remove(FACE_TYPE);
        Object fileName = left.remove(SOURCE_FILE_NAME);
        Object rect = left.remove(SOURCE_RECT);
        Object sourceLandmarks = left.remove(SOURCE_LANDMARKS);
        Object matrix = left.remove(IMAGE_TO_FACE);
        Object mask = left.remove(XSEG_MASK);
        Object polygons = left.remove(POLYGONS);
        Object eyebrows = left.remove(EYEBROWS);
        Object landmarks = left.remove(LANDMARKS);
        return new FaceMetadata(
                type == null ? FaceType.FULL : faceType(PickleFields.text(type, FACE_TYPE)),
                landmarks(landmarks, LANDMARKS),
                fileName == null ? null : PickleFields.text(fileName, SOURCE_FILE_NAME),
                rect == null ? null : rect(rect),
                sourceLandmarks == null ? null : landmarks(sourceLandmarks, SOURCE_LANDMARKS),
                matrix == null ? null : affine(matrix),
                mask == null ? null : PickleFields.bytes(mask, XSEG_MASK),
                polygons(polygons),
                eyebrows == null ? 1 : PickleFields.number(eyebrows, EYEBROWS),
                left);
    }

    /** Entries in the order in which DeepFaceLab writes them at extraction. */
    static Map<String, Object> of(FaceMetadata m) {
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put(FACE_TYPE, m.faceType().fileName());
        dict.put(LANDMARKS, points(m.landmarks()));
        if (m.sourceFileName() != null) dict.put(SOURCE_FILE_NAME, m.sourceFileName());
        if (m.sourceRect() != null) dict.put(SOURCE_RECT, array(m.sourceRect()));
        if (m.sourceLandmarks() != null) dict.put(SOURCE_LANDMARKS, points(m.sourceLandmarks()));
        if (m.imageToFace() != null) dict.put(IMAGE_TO_FACE, array(m.imageToFace()));
        if (!m.polygons().isEmpty()) dict.put(POLYGONS, polygons(m.polygons()));
        byte[] mask = m.xsegMask();
        if (mask != null) dict.put(XSEG_MASK, NumpyArray.of(mask, mask.length));
        if (m.eyebrowsExpandMod() != 1) dict.put(EYEBROWS, m.eyebrowsExpandMod());
        m.others().forEach(dict::putIfAbsent);
        return dict;
    }

    static Landmarks landmarks(@Nullable Object value, String what) throws IOException {
        double[] xy = PickleFields.numbers(value, 2, what);
        if (xy.length != 2 * Landmarks.COUNT)
            throw PickleFields.wrong(what, Landmarks.COUNT + " points", xy.length / 2);
        return new Landmarks(xy);
    }

    static List<List<Double>> points(Landmarks landmarks) {
        List<List<Double>> points = new ArrayList<>();
        for (int i = 0; i < Landmarks.COUNT; i++) points.add(List.of(landmarks.x(i), landmarks.y(i)));
        return points;
    }

    /** From {@code {'polys': [{'type', 'pts'}, ...]}}, or the older list of {@code (type, pts)}. */
    static List<FacePolygon> polygons(@Nullable Object value) throws IOException {
        Object list = value instanceof Map<?, ?> dict ? dict.get("polys") : value;
        if (list == null) return List.of();
        List<FacePolygon> out = new ArrayList<>();
        for (Object item : PickleFields.items(list, POLYGONS)) {
            Object type;
            Object points;
            if (item instanceof Map<?, ?> polygon) {
                type = polygon.get("type");
                points = polygon.get("pts");
            } else {
                List<?> pair = PickleFields.items(item, POLYGONS);
                if (pair.size() != 2) throw PickleFields.wrong(POLYGONS, "pairs of type and points", pair.size());
                type = pair.get(0);
                points = pair.get(1);
            }
            long kind = PickleFields.whole(type, "polygon type");
            if (kind != 0 && kind != 1) throw PickleFields.wrong("polygon type", "0 or 1", kind);
            double[] xy = PickleFields.numbers(points, 2, "polygon points");
            float[] rounded = new float[xy.length];
            for (int i = 0; i < xy.length; i++) rounded[i] = (float) xy[i];
            out.add(new FacePolygon(kind == 1, rounded));
        }
        return out;
    }

    static Map<String, Object> polygons(List<FacePolygon> polygons) {
        List<Object> list = new ArrayList<>();
        for (FacePolygon p : polygons) {
            Map<String, Object> polygon = new LinkedHashMap<>();
            polygon.put("type", p.include() ? 1 : 0);
            polygon.put("pts", NumpyArray.of(p.xy(), p.points(), 2));
            list.add(polygon);
        }
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("polys", list);
        return dict;
    }

    private static FaceType faceType(String name) throws IOException {
        try {
            return FaceType.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IOException(FACE_TYPE + ": " + name + " is not a type of an aligned face", e);
        }
    }

    private static Box rect(Object value) throws IOException {
        double[] sides = PickleFields.numbers(value, 0, SOURCE_RECT);
        if (sides.length != 4) throw PickleFields.wrong(SOURCE_RECT, "4 numbers", sides.length);
        return new Box(sides[0], sides[1], sides[2], sides[3]);
    }

    /** Whole numbers as int64, as detectors give them; else float64. */
    private static NumpyArray array(Box rect) {
        double[] sides = {rect.left(), rect.top(), rect.right(), rect.bottom()};
        long[] whole = new long[4];
        for (int i = 0; i < 4; i++) {
            whole[i] = (long) sides[i];
            if (whole[i] != sides[i]) return NumpyArray.of(sides, 4);
        }
        return NumpyArray.of(whole, 4);
    }

    private static Affine affine(Object value) throws IOException {
        double[] m = PickleFields.numbers(value, 3, IMAGE_TO_FACE);
        if (m.length != 6) throw PickleFields.wrong(IMAGE_TO_FACE, "2 rows of 3", m.length / 3);
        return new Affine(m[0], m[1], m[2], m[3], m[4], m[5]);
    }

    private static NumpyArray array(Affine m) {
        return NumpyArray.of(new double[] {m.a(), m.b(), m.tx(), m.c(), m.d(), m.ty()}, 2, 3);
    }
}
