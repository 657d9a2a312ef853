package doppel.app.detect;

import doppel.app.image.Frame;
import java.io.IOException;
import java.util.List;

/**
 * Finds faces in pictures. A detector may own native memory, so it is closed; it may remember earlier frames of a clip,
 * so one detector serves one clip, in order, on one thread.
 */
public interface FaceDetector extends AutoCloseable {
    /**
     * The faces of a picture, best score first; empty where there is none.
     *
     * @throws IOException if a file that the detector needs cannot be read
     */
    List<DetectedFace> detect(Frame frame) throws IOException;

    /** Forgets earlier frames, as at the start of another clip; does nothing for a detector without memory. */
    default void reset() {}

    @Override
    void close();
}
