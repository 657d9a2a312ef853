package doppel.app.align;

import doppel.app.detect.CascadeDetector;
import doppel.app.detect.DetectedFace;
import doppel.app.detect.FaceDetector;
import doppel.app.detect.YuNetDetector;
import doppel.app.image.Frame;
import doppel.app.models.ModelFile;
import doppel.app.models.ModelState;
import doppel.app.models.ModelStore;
import doppel.app.onnx.OnnxModel;
import doppel.app.onnx.OnnxReader;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A detector and a landmark finder in one. With the model files that is YuNet and PFLD; what is missing is replaced by
 * what needs no file, OpenCV's cascades and our own regression, and {@link #description} says so.
 *
 * <p>One finder serves one clip, in order, on one thread. Close it before the back-end.
 */
public final class FaceFinder implements AutoCloseable {
    private final FaceDetector detector;
    private final LandmarkFinder aligner;
    private final String description;

    /** Both become this finder's own. */
    FaceFinder(FaceDetector detector, LandmarkFinder aligner, String description) {
        this.detector = detector;
        this.aligner = aligner;
        this.description = description;
    }

    /**
     * The best finder that the store has files for.
     *
     * @param kernels what computes; it stays the caller's
     * @throws IOException if a file is there but cannot be read or is not the right one
     */
    public static FaceFinder open(ModelStore store, Kernels kernels) throws IOException {
        List<String> missing = new ArrayList<>();
        boolean yunet = has(store, ModelFile.YUNET, missing);
        boolean pfld = has(store, ModelFile.PFLD, missing);
        FaceDetector detector =
                yunet ? new YuNetDetector(model(store, ModelFile.YUNET), kernels) : new CascadeDetector();
        try {
            LandmarkFinder aligner = pfld
                    ? new PfldAligner(model(store, ModelFile.PFLD), kernels, PfldAligner.Looks.STEADY)
                    : new RegressionAligner();
            String description = "faces by %s, landmarks by %s"
                    .formatted(
                            yunet ? "YuNet" : "the built-in cascades of OpenCV",
                            pfld ? "PFLD" : "a built-in regression");
            if (!missing.isEmpty()) {
                description += "; more exactly by " + String.join(" and ", missing) + ", see 'doppel doctor'";
            }
            return new FaceFinder(detector, aligner, description);
        } catch (IOException | RuntimeException e) {
            detector.close();
            throw e;
        }
    }

    /** Whether the file is there; one that is there but wrong is an error, not a reason to do without. */
    private static boolean has(ModelStore store, ModelFile file, List<String> missing) throws IOException {
        ModelState state = store.look(file);
        if (state.missing()) missing.add(file.title());
        return !state.missing();
    }

    private static OnnxModel model(ModelStore store, ModelFile file) throws IOException {
        return OnnxReader.read(store.read(file));
    }

    /** What finds faces and points, and which files would do better. */
    public String description() {
        return description;
    }

    /**
     * The faces of a picture, the surest first; empty where there is none.
     *
     * @throws IOException if a file that is needed cannot be read
     */
    public List<FoundFace> find(Frame frame) throws IOException {
        List<FoundFace> found = new ArrayList<>();
        for (DetectedFace face : detector.detect(frame)) found.add(new FoundFace(face, aligner.find(frame, face)));
        return found;
    }

    /** Forgets earlier frames, as at the start of another clip. */
    public void reset() {
        detector.reset();
        aligner.reset();
    }

    @Override
    public void close() {
        try (detector) {
            aligner.close();
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
