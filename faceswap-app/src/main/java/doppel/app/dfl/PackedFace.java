package doppel.app.dfl;

/**
 * What the table of a {@code faceset.pak} says of one face. DeepFaceLab's trainer uses this and not the metadata inside
 * the face's own JPEG, so the two may differ.
 *
 * @param fileName the face's file name
 * @param personName the folder it came from, in a set of several persons; empty if there is one person
 * @param width of the face picture, in pixels
 * @param height of the face picture, in pixels
 * @param metadata without source box, source landmarks and matrix, which only the JPEG has
 */
public record PackedFace(String fileName, String personName, int width, int height, FaceMetadata metadata) {}
