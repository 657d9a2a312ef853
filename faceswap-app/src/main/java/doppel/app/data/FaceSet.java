package doppel.app.data;

import doppel.app.dfl.FaceJpeg;
import doppel.app.dfl.FaceMetadata;
import doppel.app.face.Alignment;
import doppel.app.face.FaceType;
import doppel.app.face.LandmarkMasks;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Codec;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.image.Warp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The faces of one identity, read from a folder of DeepFaceLab's face JPEGs and brought to a model's size and face type
 * once, as DeepFaceLab brings them at each use: cubic for pictures, linear for masks. Takes about {@code 11 r^2} bytes
 * a face.
 */
public final class FaceSet {
    private final List<AlignedFace> faces;
    private final int resolution;

    private FaceSet(List<AlignedFace> faces, int resolution) {
        this.faces = faces;
        this.resolution = resolution;
    }

    /**
     * Reads all faces of a folder in the order of their names; pictures without face metadata are passed over.
     *
     * @param resolution edge wanted, in pixels
     * @param type face type wanted; faces of another type are cut anew
     * @throws IOException if the folder cannot be read, a face is damaged, or there is none at all
     */
    public static FaceSet load(Path folder, int resolution, FaceType type) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(FaceSet::isJpeg).sorted().toList();
        }
        List<AlignedFace> faces;
        try {
            faces = files.parallelStream()
                    .map(file -> read(file, resolution, type))
                    .flatMap(Optional::stream)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (faces.isEmpty()) {
            throw new IOException(folder + ": no faces, of " + files.size() + " JPEG files; extract them first");
        }
        return new FaceSet(faces, resolution);
    }

    private static boolean isJpeg(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jpg") || name.endsWith(".jpeg");
    }

    private static Optional<AlignedFace> read(Path file, int resolution, FaceType type) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Optional<FaceMetadata> metadata = FaceJpeg.read(bytes);
            if (metadata.isEmpty()) return Optional.empty();
            return Optional.of(
                    fit(file.getFileName().toString(), Codec.decode(bytes), metadata.get(), resolution, type));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
        }
    }

    private static AlignedFace fit(String name, Frame picture, FaceMetadata face, int size, FaceType type)
            throws IOException {
        FloatImage masks = masks(picture, face);
        if (face.faceType() != type) {
            Affine map = Alignment.matrix(face.landmarks(), size, type);
            return new AlignedFace(
                    name,
                    Warp.affine(picture, map, size, size, Interpolation.CUBIC, Border.REPLICATE),
                    Warp.affine(masks, map, size, size, Interpolation.LINEAR, Border.CONSTANT),
                    face.landmarks().map(map));
        }
        return new AlignedFace(
                name,
                Resize.to(picture, size, size, Interpolation.CUBIC),
                Resize.to(masks, size, size, Interpolation.LINEAR),
                face.landmarks()
                        .map(new Affine(
                                (double) size / picture.width(), 0, 0, 0, (double) size / picture.height(), 0)));
    }

    /** The painted mask if there is one, else the hull of the landmarks; eyes and mouth within it. */
    private static FloatImage masks(Frame picture, FaceMetadata face) throws IOException {
        int w = picture.width();
        int h = picture.height();
        Landmarks points = face.landmarks();
        FloatImage whole = face.xsegMask() == null
                ? LandmarkMasks.hull(points, face.eyebrowsExpandMod(), 0, 0, w, h)
                : painted(face.xsegMask(), w, h);
        FloatImage eyes = LandmarkMasks.eyes(points, w, h);
        FloatImage mouth = LandmarkMasks.mouth(points, w, h);
        FloatImage both = new FloatImage(w, h, 2);
        for (int i = 0; i < w * h; i++) {
            float mask = Math.clamp(whole.data()[i], 0f, 1f);
            both.data()[2 * i] = mask;
            both.data()[2 * i + 1] = mask == 0 ? 0 : Math.clamp(eyes.data()[i] + mouth.data()[i], 0f, 1f);
        }
        return both;
    }

    private static FloatImage painted(byte[] file, int width, int height) throws IOException {
        FloatImage bgr = Codec.decode(file).toFloat();
        FloatImage gray = new FloatImage(bgr.width(), bgr.height(), 1);
        for (int i = 0; i < gray.data().length; i++) gray.data()[i] = bgr.data()[3 * i];
        return Resize.to(gray, width, height, Interpolation.CUBIC);
    }

    /** Number of faces, at least 1. */
    public int size() {
        return faces.size();
    }

    /** Edge of each face, in pixels. */
    public int resolution() {
        return resolution;
    }

    /** Face i as it is, neither moved nor warped, BGR in 0..1. */
    public FloatImage picture(int i) {
        return faces.get(i).picture().toFloat();
    }

    AlignedFace face(int i) {
        return faces.get(i);
    }
}
