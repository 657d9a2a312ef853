package doppel.app.blend;

import doppel.app.face.Landmarks;
import doppel.app.image.FloatImage;

/**
 * A face cut out of a frame for the network, which the merger will need again when it puts the answer back.
 *
 * @param landmarks of the face, in pixels of the frame
 * @param picture the aligned crop, {@code [n, n, 3]} BGR in 0..1
 */
public record FaceCrop(Landmarks landmarks, FloatImage picture) {}
