/**
 * Faces as numbers: records and pure mathematics.
 *
 * <ul>
 *   <li>{@link doppel.app.face.Landmarks}: 68 points of a face
 *   <li>{@link doppel.app.face.Box}: where a face is
 *   <li>{@link doppel.app.face.FaceType}: how much of a head a crop shows
 * </ul>
 */
@NullMarked
package doppel.app.face;

import org.jspecify.annotations.NullMarked;
