/**
 * Faces as numbers: records and pure mathematics.
 *
 * <ul>
 *   <li>{@link doppel.app.face.Landmarks}: 68 points of a face
 *   <li>{@link doppel.app.face.Box}: where a face is
 *   <li>{@link doppel.app.face.FaceType}: how much of a head a crop shows
 *   <li>{@link doppel.app.face.MeanFace}: the face that others are aligned to
 *   <li>{@link doppel.app.face.Alignment}: where a face lies in a crop, fitted by {@link doppel.app.face.Similarity}
 *   <li>{@link doppel.app.face.LandmarkMasks}: face, eyes and mouth as masks
 *   <li>{@link doppel.app.face.LandmarkSmoothing}: landmarks of a clip without their trembling
 *   <li>{@link doppel.app.face.Pose}: which way a head looks, found by {@code CameraFit}
 *   <li>{@link doppel.app.face.SymmetricEigen}: what the fits need of linear algebra
 * </ul>
 */
@NullMarked
package doppel.app.face;

import org.jspecify.annotations.NullMarked;
