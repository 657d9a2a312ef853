package doppel.app.dfl;

import doppel.app.face.Box;
import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What DeepFaceLab keeps with an aligned face.
 *
 * @param faceType how much of the head the picture shows
 * @param landmarks in pixels of the face picture
 * @param sourceFileName name of the frame it was cut from, with suffix; null if not known
 * @param sourceRect the detector's box in the frame, in pixels; null if not known
 * @param sourceLandmarks in pixels of the frame; null if not known, and then the face cannot be put back
 * @param imageToFace maps pixels of the frame to pixels of the face picture; null if not known
 * @param xsegMask a picture file (PNG or JPEG, one channel, of its own size) that says where the face is; null if none.
 *     Shared, not copied
 * @param polygons outlines drawn by hand, those that include first
 * @param eyebrowsExpandMod how far the hull mask reaches above the brows; 1 unless said otherwise
 * @param others entries that are not known here, kept as they were read
 */
@SuppressWarnings("ArrayRecordComponent") // the mask is a file's content; compared by value
public record FaceMetadata(
        FaceType faceType,
        Landmarks landmarks,
        @Nullable String sourceFileName,
        @Nullable Box sourceRect,
        @Nullable Landmarks sourceLandmarks,
        @Nullable Affine imageToFace,
        byte @Nullable [] xsegMask,
        List<FacePolygon> polygons,
        double eyebrowsExpandMod,
        Map<String, Object> others) {

    public FaceMetadata {
        polygons = Stream.concat(
                        polygons.stream().filter(FacePolygon::include),
                        polygons.stream().filter(p -> !p.include()))
                .toList();
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** What is known after extraction: no mask, no polygons. */
    public FaceMetadata(
            FaceType faceType,
            Landmarks landmarks,
            String sourceFileName,
            Box sourceRect,
            Landmarks sourceLandmarks,
            Affine imageToFace) {
        this(
                faceType,
                landmarks,
                sourceFileName,
                sourceRect,
                sourceLandmarks,
                imageToFace,
                null,
                List.of(),
                1,
                Map.of());
    }

    /** The same with another mask, or none. */
    public FaceMetadata withXsegMask(byte @Nullable [] mask) {
        return new FaceMetadata(
                faceType,
                landmarks,
                sourceFileName,
                sourceRect,
                sourceLandmarks,
                imageToFace,
                mask,
                polygons,
                eyebrowsExpandMod,
                others);
    }

    /** The same with other outlines. */
    public FaceMetadata withPolygons(List<FacePolygon> outlines) {
        return new FaceMetadata(
                faceType,
                landmarks,
                sourceFileName,
                sourceRect,
                sourceLandmarks,
                imageToFace,
                xsegMask,
                outlines,
                eyebrowsExpandMod,
                others);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FaceMetadata m
                && faceType == m.faceType
                && landmarks.equals(m.landmarks)
                && Objects.equals(sourceFileName, m.sourceFileName)
                && Objects.equals(sourceRect, m.sourceRect)
                && Objects.equals(sourceLandmarks, m.sourceLandmarks)
                && Objects.equals(imageToFace, m.imageToFace)
                && Arrays.equals(xsegMask, m.xsegMask)
                && polygons.equals(m.polygons)
                && eyebrowsExpandMod == m.eyebrowsExpandMod
                && others.equals(m.others);
    }

    @Override
    public int hashCode() {
        return Objects.hash(faceType, landmarks, sourceFileName, sourceRect, sourceLandmarks, imageToFace);
    }
}
