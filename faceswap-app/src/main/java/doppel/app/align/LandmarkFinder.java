package doppel.app.align;

import doppel.app.detect.DetectedFace;
import doppel.app.face.Landmarks;
import doppel.app.image.Frame;

/**
 * Finds the 68 points of a face that a detector found. A finder may own native memory, so it is closed; it may remember
 * earlier frames of a clip, so one finder serves one clip, in order, on one thread.
 */
@FunctionalInterface
public interface LandmarkFinder extends AutoCloseable {
    /** The points of the face, in pixels of the frame; points may lie outside of it. */
    Landmarks find(Frame frame, DetectedFace face);

    /** Forgets earlier frames, as at the start of another clip; does nothing for a finder without memory. */
    default void reset() {}

    @Override
    default void close() {}
}
