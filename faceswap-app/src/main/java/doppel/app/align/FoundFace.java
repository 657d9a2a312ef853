package doppel.app.align;

import doppel.app.detect.DetectedFace;
import doppel.app.face.Landmarks;

/**
 * A face in a picture and its points, both in pixels.
 *
 * @param face where it is and how sure that is
 * @param landmarks its 68 points
 */
public record FoundFace(DetectedFace face, Landmarks landmarks) {}
