/**
 * Pictures in memory, and what is done to them. The only package that imports OpenCV.
 *
 * <ul>
 *   <li>{@link doppel.app.image.Frame}: 8-bit BGR pixels, as they come from and go to files
 *   <li>{@link doppel.app.image.FloatImage}: float pixels in 0..1, what networks and mergers work on
 *   <li>{@link doppel.app.image.Affine}: a 2 x 3 map of the plane
 *   <li>{@link doppel.app.image.Codec}: pictures as files; {@code PictureHeader} says how large they are
 *   <li>{@link doppel.app.image.Warp}, {@link doppel.app.image.Resize}: geometry; {@link
 *       doppel.app.image.Interpolation}, {@link doppel.app.image.Border}: how
 *   <li>{@link doppel.app.image.Filter}, {@link doppel.app.image.ColorSpace}, {@link doppel.app.image.SeamlessClone}:
 *       values
 *   <li>{@link doppel.app.image.Draw}: masks from points, marks on previews
 *   <li>{@link doppel.app.image.Cascade}: detectors of faces and eyes that come with OpenCV
 *   <li>{@code OpenCv}: starts the library and frees what calls made; {@link doppel.app.image.JavaCpp}: settings that
 *       stand before
 *   <li>{@link doppel.app.image.JpegSegments}: where the parts of a JPEG file lie
 * </ul>
 */
@NullMarked
package doppel.app.image;

import org.jspecify.annotations.NullMarked;
