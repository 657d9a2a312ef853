package doppel.app.dfl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.Box;
import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import doppel.app.face.SharedFolder;
import doppel.app.image.Affine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class FaceJpegTest {
    private static final byte[] APP0 = segment(0xE0, "JFIF\0", 1, 1, 0, 0, 1, 0, 1, 0, 0);
    private static final byte[] APP1 = segment(0xE1, "Exif\0\0", 1, 2, 3);
    private static final byte[] TABLE = segment(0xDB, 5, 6, 7);
    private static final byte[] FRAME = segment(0xC0, 8, 0, 16, 0, 24, 1, 1, 0x11, 0);
    private static final byte[] SCAN = join(segment(0xDA, 1, 1, 0, 0, 63, 0), bytes(0x12, 0xFF, 0, 0x34, 0xFF, 0xD9));

    @TempDir
    Path folder;

    @Test
    void allTenFacesOfDeepFaceLabReadAsItReadsThem() throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(Files.readAllBytes(SharedFolder.file("fixtures/deepfacelab/faceset.json")));
        int faces = 0;
        for (Map.Entry<String, JsonNode> entry : expected.properties()) {
            FaceMetadata face = FaceJpeg.read(SharedFolder.file("fixtures/deepfacelab/faceset/" + entry.getKey()))
                    .orElseThrow();
            JsonNode json = entry.getValue();
            assertEquals(json.get("face_type").asString(), face.faceType().fileName());
            assertEquals(json.get("source_filename").asString(), face.sourceFileName());
            assertEquals(landmarks(json.get("landmarks")), face.landmarks());
            assertEquals(landmarks(json.get("source_landmarks")), face.sourceLandmarks());
            double[] r = numbers(json.get("source_rect"));
            assertEquals(new Box(r[0], r[1], r[2], r[3]), face.sourceRect());
            double[] m = numbers(json.get("image_to_face_mat"));
            assertEquals(new Affine(m[0], m[1], m[2], m[3], m[4], m[5]), face.imageToFace());
            assertEquals(
                    json.has("eyebrows_expand_mod")
                            ? json.get("eyebrows_expand_mod").asDouble()
                            : 1,
                    face.eyebrowsExpandMod());
            assertEquals(Map.of(), face.others());
            faces++;
        }
        assertEquals(10, faces);
    }

    @Test
    void theFaceWithMaskAndPolygonsHasThem() throws IOException {
        FaceMetadata face = FaceJpeg.read(SharedFolder.file("fixtures/deepfacelab/faceset/00021_0.jpg"))
                .orElseThrow();
        assertEquals(List.of(new FacePolygon(true, 60, 40, 200, 50, 210, 200, 128, 240, 50, 190)), face.polygons());
        byte[] mask = face.xsegMask();
        assertNotNull(mask);
        assertEquals(1188, mask.length);
        assertEquals("PNG", new String(mask, 1, 3, StandardCharsets.US_ASCII));
        assertEquals(2.0, face.eyebrowsExpandMod());
    }

    @Test
    void writingTheSameMetadataChangesNothingButItsSegment() throws IOException {
        for (Path file : faces()) {
            byte[] before = Files.readAllBytes(file);
            FaceMetadata face = FaceJpeg.read(before).orElseThrow();
            byte[] after = FaceJpeg.withMetadata(before, face);
            assertEquals(Optional.of(face), FaceJpeg.read(after));
            assertArrayEquals(withoutApp15(before), withoutApp15(after));
            // DeepFaceLab's order: SOI, APP0, APP15
            assertEquals(0xEF, after[21] & 0xFF);
            assertEquals(Optional.empty(), FaceJpeg.unreadableByDeepFaceLab(after));
        }
    }

    @Test
    void theSegmentComesAfterTheLastApplicationSegment() throws IOException {
        byte[] jpeg = join(bytes(0xFF, 0xD8), APP0, APP1, TABLE, FRAME, SCAN);
        byte[] out = FaceJpeg.withMetadata(jpeg, face());
        byte[] written = app15(out);
        assertArrayEquals(join(bytes(0xFF, 0xD8), APP0, APP1, written, TABLE, FRAME, SCAN), out);
        assertEquals(Optional.of(face()), FaceJpeg.read(out));
    }

    @Test
    void withoutApplicationSegmentsItComesFirst() throws IOException {
        byte[] jpeg = join(bytes(0xFF, 0xD8), TABLE, FRAME, SCAN);
        byte[] out = FaceJpeg.withMetadata(jpeg, face());
        assertArrayEquals(join(bytes(0xFF, 0xD8), app15(out), TABLE, FRAME, SCAN), out);
    }

    @Test
    void theFirstOldSegmentIsReplacedWhereverItWas() throws IOException {
        byte[] old = segment(0xEF, 0x80, 4, '}', '.');
        byte[] wanted = FaceJpeg.withMetadata(join(bytes(0xFF, 0xD8), APP0, APP1, TABLE, FRAME, SCAN), face());
        byte[] early = join(bytes(0xFF, 0xD8), APP0, old, APP1, TABLE, FRAME, SCAN);
        byte[] late = join(bytes(0xFF, 0xD8), APP0, APP1, TABLE, old, FRAME, SCAN);
        assertArrayEquals(wanted, FaceJpeg.withMetadata(early, face()));
        assertArrayEquals(wanted, FaceJpeg.withMetadata(late, face()));
    }

    @Test
    void ofSeveralSegmentsTheLastIsRead() throws IOException {
        byte[] old = segment(0xEF, "not a pickle");
        byte[] jpeg = join(bytes(0xFF, 0xD8), APP0, old, TABLE, FRAME, SCAN);
        byte[] one = FaceJpeg.withMetadata(jpeg, face());
        byte[] two = join(bytes(0xFF, 0xD8), APP0, old, app15(one), TABLE, FRAME, SCAN);
        assertEquals(Optional.of(face()), FaceJpeg.read(two));
    }

    @Test
    void aPictureWithoutMetadataIsEmptyAndOneWithAForeignSegmentIsAnError() throws IOException {
        assertEquals(Optional.empty(), FaceJpeg.read(join(bytes(0xFF, 0xD8), APP0, FRAME, SCAN)));
        byte[] empty = join(bytes(0xFF, 0xD8), segment(0xEF, 0x80, 4, '}', '.'), FRAME, SCAN);
        assertEquals(Optional.empty(), FaceJpeg.read(empty));
        byte[] foreign = join(bytes(0xFF, 0xD8), segment(0xEF, "Kodak"), FRAME, SCAN);
        assertThrows(IOException.class, () -> FaceJpeg.read(foreign));
    }

    @Test
    void restartIntervalsForeignApp0AndTrailingBytesAreReadHereAndReported() throws IOException {
        byte[] restart = segment(0xDD, 0, 4);
        assertObjection("restart", join(bytes(0xFF, 0xD8), APP0, restart, FRAME, SCAN));
        assertObjection("APP0", join(bytes(0xFF, 0xD8), segment(0xE0, "JFXX\0"), FRAME, SCAN));
        assertObjection("follow", join(bytes(0xFF, 0xD8), APP0, FRAME, SCAN, bytes(0, 0, 0)));
    }

    @Test
    void metadataThatDoesNotFitIsRefusedBeforeTheFileIsTouched() throws IOException {
        byte[] jpeg = join(bytes(0xFF, 0xD8), APP0, FRAME, SCAN);
        Path file = folder.resolve("00001_0.jpg");
        FaceJpeg.write(file, jpeg, face());
        byte[] before = Files.readAllBytes(file);
        int room = 65533 - (app15(before).length - 4);
        FaceMetadata tooMuch = face().withXsegMask(new byte[65000]);
        IOException e = assertThrows(IOException.class, () -> FaceJpeg.write(file, jpeg, tooMuch));
        assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": face metadata: takes "), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
        assertTrue(room > 50_000, "a mask of 50000 bytes must fit, there are " + room);
        FaceJpeg.write(file, jpeg, face().withXsegMask(new byte[50_000]));
        assertEquals(50_000, mask(FaceJpeg.read(file).orElseThrow()).length);
    }

    @Test
    void everyTruncatedHeaderIsAnIoException() throws IOException {
        byte[] whole = FaceJpeg.withMetadata(join(bytes(0xFF, 0xD8), APP0, TABLE, FRAME, SCAN), face());
        int header = whole.length - SCAN.length;
        for (int length = 0; length <= header; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> FaceJpeg.read(part));
        }
    }

    @Test
    void unknownEntriesSurvive() throws IOException {
        FaceMetadata plain = face();
        FaceMetadata more = new FaceMetadata(
                plain.faceType(),
                plain.landmarks(),
                plain.sourceFileName(),
                new Box(0.5, 1, 2, 3),
                plain.sourceLandmarks(),
                plain.imageToFace(),
                new byte[] {1, 2},
                List.of(new FacePolygon(false, 1, 2, 3, 4), new FacePolygon(true, 5, 6)),
                1.5,
                Map.of("fanseg_mask_ver", 1L, "ie_polys", List.of(NumpyArray.of(new long[] {1}, 1))));
        byte[] out = FaceJpeg.withMetadata(join(bytes(0xFF, 0xD8), APP0, FRAME, SCAN), more);
        FaceMetadata read = FaceJpeg.read(out).orElseThrow();
        assertEquals(more, read);
        assertTrue(read.polygons().get(0).include());
        assertFalse(read.polygons().get(1).include());
    }

    private static void assertObjection(String part, byte[] jpeg) throws IOException {
        byte[] written = FaceJpeg.withMetadata(jpeg, face());
        assertEquals(Optional.of(face()), FaceJpeg.read(written));
        String objection = FaceJpeg.unreadableByDeepFaceLab(written).orElseThrow();
        assertTrue(objection.contains(part), objection);
    }

    static FaceMetadata face() {
        double[] xy = new double[136];
        for (int i = 0; i < 136; i++) xy[i] = i * 1.25;
        Landmarks landmarks = new Landmarks(xy);
        Affine map = new Affine(0.5, 0.1, 3, -0.1, 0.5, 4);
        return new FaceMetadata(
                FaceType.WHOLE, landmarks, "00001.png", new Box(1, 2, 30, 40), landmarks.map(map.inverse()), map);
    }

    private static byte[] mask(FaceMetadata face) {
        byte[] mask = face.xsegMask();
        assertNotNull(mask);
        return mask;
    }

    private static List<Path> faces() throws IOException {
        try (Stream<Path> files = Files.list(SharedFolder.file("fixtures/deepfacelab/faceset"))) {
            return files.sorted().toList();
        }
    }

    private static Landmarks landmarks(JsonNode json) {
        return new Landmarks(numbers(json));
    }

    private static double[] numbers(JsonNode json) {
        List<Double> out = new ArrayList<>();
        for (JsonNode row : json) {
            if (row.isNumber()) out.add(row.asDouble());
            else for (JsonNode number : row) out.add(number.asDouble());
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** By walking the bytes: the one APP15 segment of a file, marker and length included. */
    private static byte[] app15(byte[] jpeg) {
        int at = 2;
        while ((jpeg[at + 1] & 0xFF) != 0xEF) at = next(jpeg, at);
        return Arrays.copyOfRange(jpeg, at, next(jpeg, at));
    }

    private static byte[] withoutApp15(byte[] jpeg) {
        int at = 2;
        while ((jpeg[at + 1] & 0xFF) != 0xEF) at = next(jpeg, at);
        return join(Arrays.copyOf(jpeg, at), Arrays.copyOfRange(jpeg, next(jpeg, at), jpeg.length));
    }

    private static int next(byte[] jpeg, int at) {
        return at + 2 + ((jpeg[at + 2] & 0xFF) << 8) + (jpeg[at + 3] & 0xFF);
    }

    private static byte[] segment(int marker, Object... payload) {
        byte[] content = PickleTest.bytes(payload);
        int length = content.length + 2;
        return join(bytes(0xFF, marker, length >> 8, length), content);
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) out[i] = (byte) values[i];
        return out;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
