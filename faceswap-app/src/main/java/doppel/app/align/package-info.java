/**
 * The points of a face.
 *
 * <ul>
 *   <li>{@link doppel.app.align.LandmarkFinder}: finds the 68 points of a detected face
 * </ul>
 */
@NullMarked
package doppel.app.align;

import org.jspecify.annotations.NullMarked;
