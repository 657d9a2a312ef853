/**
 * Where the faces of a picture are.
 *
 * <ul>
 *   <li>{@link doppel.app.detect.FaceDetector}: finds faces
 *   <li>{@link doppel.app.detect.DetectedFace}: a box, a score, and five points where known
 *   <li>{@link doppel.app.detect.CascadeDetector}: OpenCV's cascades; needs no file
 *   <li>{@link doppel.app.detect.YuNetDetector}: a network; {@code YuNetHeads} reads what it says, {@code Overlaps} leaves
 *       one box per face
 * </ul>
 */
@NullMarked
package doppel.app.detect;

import org.jspecify.annotations.NullMarked;
