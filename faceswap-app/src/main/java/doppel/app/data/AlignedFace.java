package doppel.app.data;

import doppel.app.face.Landmarks;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;

/**
 * One face at the size of a model.
 *
 * @param name of its file
 * @param picture {@code r x r}, BGR
 * @param masks {@code r x r x 2}: where the face is, and its eyes and mouth, both 0..1
 * @param landmarks in pixels of the picture
 */
record AlignedFace(String name, Frame picture, FloatImage masks, Landmarks landmarks) {}
