/**
 * Pictures in memory, and what is done to them. The only package that imports OpenCV.
 *
 * <ul>
 *   <li>{@link doppel.app.image.Frame}: 8-bit BGR pixels, as they come from and go to files
 *   <li>{@link doppel.app.image.FloatImage}: float pixels in 0..1, what networks and mergers work on
 *   <li>{@link doppel.app.image.Affine}: a 2 x 3 map of the plane
 * </ul>
 */
@NullMarked
package doppel.app.image;

import org.jspecify.annotations.NullMarked;
