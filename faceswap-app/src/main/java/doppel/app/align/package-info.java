/**
 * The points of a face.
 *
 * <ul>
 *   <li>{@link doppel.app.align.LandmarkFinder}: finds the 68 points of a detected face
 *   <li>{@link doppel.app.align.MeanFaceAligner}: fits the mean face in space; needs no file
 *   <li>{@link doppel.app.align.PfldAligner}: a network that looks at {@code FaceCrop}s
 *   <li>{@link doppel.app.align.FaceFinder}: the best detector and landmark finder there are files for; gives {@link
 *       doppel.app.align.FoundFace}s
 *   <li>{@code EyePair}, {@code SolidFace}, {@code Contrast}, {@code PoseSearch}: where it starts, what it moves, how
 *       well that lies, and the search
 * </ul>
 */
@NullMarked
package doppel.app.align;

import org.jspecify.annotations.NullMarked;
