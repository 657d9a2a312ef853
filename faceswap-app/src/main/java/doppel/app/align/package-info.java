/**
 * The points of a face.
 *
 * <ul>
 *   <li>{@link doppel.app.align.LandmarkFinder}: finds the 68 points of a detected face
 *   <li>{@link doppel.app.align.RegressionAligner}: lays the mean face on the picture and moves it in learned
 *       steps; needs no file from outside
 *   <li>{@link doppel.app.align.PfldAligner}: a network that looks at {@code FaceCrop}s
 *   <li>{@link doppel.app.align.FaceFinder}: the best detector and landmark finder there are files for; gives {@link
 *       doppel.app.align.FoundFace}s
 *   <li>{@code ShapeCascade}, {@code Gradients}: the learned steps, and what they see
 * </ul>
 */
@NullMarked
package doppel.app.align;

import org.jspecify.annotations.NullMarked;
